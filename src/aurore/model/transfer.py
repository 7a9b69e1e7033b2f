"""`--transfer-embeddings`: a base gets other tokens, each with the mean of what it knew of them.

A tokenizer learned on an author's books gives the same number to other pieces of words, so that
under the base's embeddings it would read gibberish. Here each new token takes the mean of the
base's embeddings of the pieces that the base would have read in its place.
Source of the idea: Minixhofer et al., "WECHSEL", 2022 (there by the meaning of words).
"""

from typing import Any

from tokenizers import Tokenizer, pre_tokenizers

from aurore.tokenizer.reader import Reader


def same_tokens(one: Tokenizer, other: Tokenizer) -> bool:
    """Whether two tokenizers cut the same way and give the same numbers."""
    return one.get_vocab() == other.get_vocab() and one.to_str() == other.to_str()


def transfer_embeddings(model: Any, old: Reader, new: Reader) -> None:
    """Gives a network the tokens of `new` in place of those of `old`, in place."""
    pieces = [pieces_of(new, i, old) for i in range(new.largest_id + 1)]
    embeddings = model.get_input_embeddings().weight.detach()
    head = model.get_output_embeddings()
    tied = head is None or head.weight is model.get_input_embeddings().weight
    inputs = _means(embeddings, pieces)
    outputs = None if tied else _means(head.weight.detach(), pieces)
    model.resize_token_embeddings(len(pieces), mean_resizing=False)
    model.get_input_embeddings().weight.data.copy_(inputs)
    if outputs is not None:
        model.get_output_embeddings().weight.data.copy_(outputs)


def _means(embeddings_VD: Any, pieces: list[list[int]]) -> Any:
    import torch

    everything = embeddings_VD.mean(0)
    return torch.stack([embeddings_VD[ids].mean(0) if ids else everything for ids in pieces])


def pieces_of(new: Reader, token: int, old: Reader) -> list[int]:
    """The tokens in which `old` reads what the token of `new` stands for; none if it cannot."""
    if token == new.end:
        return [old.end]
    name = new.tokenizer.id_to_token(token)
    if name is None:
        return []
    data = _bytes_of(name)
    try:
        return old.ids(data.decode())
    except UnicodeDecodeError:  # a part of a letter
        found = (old.tokenizer.token_to_id(piece) for byte in data for piece in _names_of(byte))
        return [i for i in found if i is not None]


def _bytes_of(name: str) -> bytes:
    """The bytes that a byte-level token stands for."""
    return bytes(BYTES[sign] for sign in name) if all(s in BYTES for s in name) else name.encode()


def _names_of(byte: int) -> tuple[str, str]:
    """What a token of a single byte is called, by the two usual ways."""
    return SIGNS[byte], f"<0x{byte:02X}>"


def _byte_signs() -> dict[str, int]:
    """The sign that byte-level tokenizers write for each byte: itself, or one after U+00FF."""
    alphabet = set(pre_tokenizers.ByteLevel.alphabet())
    plain = [byte for byte in range(256) if chr(byte) in alphabet]
    others = [byte for byte in range(256) if chr(byte) not in alphabet]
    signs = {chr(byte): byte for byte in plain}
    return signs | {chr(256 + index): byte for index, byte in enumerate(others)}


BYTES = _byte_signs()
SIGNS = {byte: sign for sign, byte in BYTES.items()}
