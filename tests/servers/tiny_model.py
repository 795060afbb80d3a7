"""A language model of about 1 MB with random weights, written as a GGUF file that llama.cpp loads.

Its answers mean nothing. What is real is everything around them: a tokenizer that knows Chinese characters, a
chat template, sampling, and the grammar that a server makes of a JSON schema.

>>> pieces = [piece for piece, _ in vocabulary()]
>>> len(pieces) == len(set(pieces)), spelled("县") in pieces, spelled("鑫") in pieces
(True, True, False)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    Weights = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

NAME = "tiny-llama"
CONTEXT = 32_768
WIDTH = 64
LAYERS = 2
HEADS = 1
SEED = 1  # with others replies at temperature 0 may run on in a loop

# The characters that budget forms use most, 94 % of their text. Any other costs a token for each byte.
CHARACTERS = (
    "标指效度目年党成工出数作部益意项满资务人分量完金产率绩级员县本时建的元月算无值政预底中质组用全万织生会管村关服实设提理对"
    "一支机干单表发费委位公行训培按计及安活于化次动区和经社展合保持其开准水划基进补续高施到改范助等升评市象定三护总程门案体性二"
    "期业平局排农制备规群教强财运自放新直况上加情方得响养众个前影大障件调可间民名维府检照比额层不共他育文点达收学查明格确据场任"
    "日济监整造路力内问核态法修有执为导各贴专善称心要档主落品好职统治示处面系报结验正参乡重健事积原受以依测食老置初模里督传述责"
    "道小米在台创购推向记办入国例某际常才能站户因素立使队转清编均款抽通过联伍拨价长困未战下注类步承描医考措省州卫是家优显慰所诉"
    "条供做院每与应采居盖求特起占现电少利码当同途批消书相更宣环难子超境举口符者覆校果班解投第围严挥综集课极风城说约救待低赋思装"
    "深审析病打选想知料演驻付题后领德议增限线号稳镇习抓负或非丁足签坚良别种网策百代河信式技含座精神话术远取青康型半填套洁扫权田"
    "≥≤、。，：；（）“”《》—％"
)

# Tokens that the weights prefer or avoid, as the logarithm of their odds against any other: with even odds a
# string that the schema does not bound would go on for a thousand tokens before its closing quotation mark.
LEANINGS = {'"': 3.5, "null": 3.5, "]": -1.0}

# A dimension of the residual stream that no layer writes to; it carries LEANINGS to the output.
STEADY = 0

CHAT = (
    "{% for message in messages %}<|turn|>{{ message['role'] }}\n{{ message['content'] }}\n{% endfor %}"
    "{% if add_generation_prompt %}<|turn|>assistant\n{% endif %}"
)


# Begin of text, end of text, begin of a turn.
SPECIAL = [("<|begin|>", False), ("<|end|>", False), ("<|turn|>", False)]


def printable() -> list[str]:
    """The character that stands for each byte in a byte-level vocabulary (the table of GPT-2).

    >>> printable()[ord("a")], printable()[0], len(set(printable()))
    ('a', 'Ā', 256)
    """
    plain = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    rest = iter(range(0x100, 0x200))
    return [chr(byte if byte in plain else next(rest)) for byte in range(0x100)]


def spelled(text: str) -> str:
    """The text's bytes, each by the character that stands for it."""
    table = printable()
    return "".join(table[byte] for byte in text.encode())


def words() -> list[str]:
    """Pieces of more than one byte: every character, and the literal that most replies contain."""
    return ["null", *dict.fromkeys(CHARACTERS)]


def merges() -> list[tuple[str, str]]:
    """How bytes join to pieces, from the left, each pair once.

    >>> merges()[:3]
    [('n', 'u'), ('nu', 'l'), ('nul', 'l')]
    """
    whole = [spelled(word) for word in words()]
    return list(dict.fromkeys((word[:end], word[end]) for word in whole for end in range(1, len(word))))


def vocabulary() -> list[tuple[str, bool]]:
    """Each token and whether it may be written.

    Half a character must never be, nor a control character: no reply could hold it. The type "unused" gives
    such a token an empty text, which every grammar refuses; the tokenizer finds it in a prompt all the same.
    (The type "control" would not do: a grammar accepts the token by its name, and then nothing is written.)
    """
    table = printable()
    bytes_ = [(table[byte], byte == 0x0A or 0x20 <= byte < 0x7F) for byte in range(0x100)]
    half = {spelled(word)[:end] for word in CHARACTERS for end in range(1, 3)}
    joined = [(left + right, left + right not in half) for left, right in merges()]
    return [*SPECIAL, *bytes_, *joined]


def weights(tokens: list[str], seed: int) -> dict[str, Weights]:
    """Every tensor of the model by its name in GGUF."""
    import numpy as np

    random = np.random.default_rng(seed)

    def noise(rows: int, columns: int) -> Weights:
        values: Weights = random.standard_normal((rows, columns), dtype=np.float32)
        return values * np.float32(columns**-0.5)

    def silent(rows: int, columns: int) -> Weights:
        """Noise that leaves the steady dimension of the residual stream as it is."""
        found = 2 * noise(rows, columns)
        found[STEADY] = 0
        return found

    embedding = 2 * noise(len(tokens), WIDTH)
    embedding[:, STEADY] = 3
    output = noise(len(tokens), WIDTH)
    output *= 0.5
    output[:, STEADY] = 0
    for text, odds in LEANINGS.items():
        row = tokens.index(text)
        output[row] *= 2
        output[row, STEADY] = odds / 3  # divided by what the embeddings hold there: norms change it little
    ones = np.ones(WIDTH, dtype=np.float32)
    found: dict[str, Weights] = {
        "token_embd.weight": embedding,
        "output_norm.weight": ones,
        "output.weight": output,
    }
    for layer in range(LAYERS):
        block: dict[str, Weights] = {
            "attn_norm": ones,
            "attn_q": noise(WIDTH, WIDTH),
            "attn_k": noise(WIDTH, WIDTH),
            "attn_v": noise(WIDTH, WIDTH),
            "attn_output": silent(WIDTH, WIDTH),
            "ffn_norm": ones,
            "ffn_gate": noise(2 * WIDTH, WIDTH),
            "ffn_up": noise(2 * WIDTH, WIDTH),
            "ffn_down": silent(WIDTH, 2 * WIDTH),
        }
        found.update({f"blk.{layer}.{name}.weight": values for name, values in block.items()})
    return found


def write(path: Path, seed: int = SEED) -> Path:
    """Write the model to `path`; the same seed gives the same model. Needs the package `gguf`."""
    from gguf import GGUFWriter, LlamaFileType, TokenType

    tokens = vocabulary()
    pieces = [piece for piece, _ in tokens]
    types = [TokenType.NORMAL if written else TokenType.UNUSED for _, written in tokens]
    types[: len(SPECIAL)] = [TokenType.CONTROL] * len(SPECIAL)

    writer = GGUFWriter(path, "llama")
    writer.add_name(NAME)
    writer.add_file_type(LlamaFileType.ALL_F32)
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(2 * WIDTH)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(pieces)
    writer.add_token_types(types)
    writer.add_token_merges([" ".join(pair) for pair in merges()])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(1)
    writer.add_add_bos_token(True)
    writer.add_chat_template(CHAT)
    for name, values in weights(pieces, seed).items():
        writer.add_tensor(name, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
