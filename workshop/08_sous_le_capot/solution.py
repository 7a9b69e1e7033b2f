# Leçon 8 — Sous le capot
# Remplacez chaque « return ... » par votre réponse, puis : aurore lesson check 8

# %% Préparatifs
import json

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from aurore.teaching.artefacts import artefact

POIDS = {
    n: p.astype(np.float32) for n, p in load_file(artefact("modele") / "model.safetensors").items()
}
FORME = json.loads((artefact("modele") / "config.json").read_text("utf-8"))


# %% 8.1 Des notes aux probabilités
def softmax(notes):
    """Rend des probabilités, sur la dernière dimension."""
    # À vous : np.exp, et une somme avec axis=-1, keepdims=True.
    exponentielles = np.exp(notes - notes.max(axis=-1, keepdims=True))
    return exponentielles / exponentielles.sum(axis=-1, keepdims=True)


if __name__ == "__main__":
    print(softmax(np.array([2.0, 1.0, 0.0])))


# %% 8.2 Garder la mesure
def normaliser(x, echelle):
    """Divise chaque vecteur par sa moyenne quadratique, puis multiplie par l’échelle."""
    # À vous : np.sqrt, la moyenne des carrés plus 1e-6.
    return x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + 1e-6) * echelle


if __name__ == "__main__":
    print(normaliser(np.array([[3.0, 4.0]]), np.ones(2)))


# %% 8.3 L’attention
def attention(q, k, v):
    """Mélange les valeurs : chaque jeton regarde les clés d’avant et la sienne."""
    # À vous : les ressemblances, le masque, le softmax, le mélange.
    n, largeur = q.shape
    notes = q @ k.T / np.sqrt(largeur) + np.triu(np.full((n, n), -np.inf), k=1)
    return softmax(notes) @ v


if __name__ == "__main__":
    print(attention(np.eye(3), np.eye(3), np.eye(3)))


# %% 8.4 Le filtre
def filtre(x, porte, montee, descente):
    """Rend (silu(x @ porte.T) * (x @ montee.T)) @ descente.T."""
    # À vous : silu(z) = z / (1 + exp(-z)).
    z = x @ porte.T
    return (z / (1 + np.exp(-z)) * (x @ montee.T)) @ descente.T


# %% L’assemblage, déjà fait
def tourner(x):
    """Dit à chaque vecteur sa place dans la phrase, en le tournant (positions « rotary »)."""
    n, largeur = x.shape
    vitesses = 10000.0 ** (-np.arange(0, largeur, 2) / largeur)
    angles = np.outer(np.arange(n), vitesses)
    cosinus, sinus = np.tile(np.cos(angles), 2), np.tile(np.sin(angles), 2)
    moitie = largeur // 2
    return x * cosinus + np.hstack([-x[:, moitie:], x[:, :moitie]]) * sinus


def reseau(numeros):
    """Rend, pour chaque place, une note à chaque jeton qui pourrait suivre."""
    x, tetes = POIDS["model.embed_tokens.weight"][numeros], FORME["num_attention_heads"]
    for couche in range(FORME["num_hidden_layers"]):
        p = {
            n.split(".", 3)[3]: t
            for n, t in POIDS.items()
            if n.startswith(f"model.layers.{couche}.")
        }
        h = normaliser(x, p["input_layernorm.weight"])
        q, k, v = (np.split(h @ p[f"self_attn.{n}_proj.weight"].T, tetes, axis=1) for n in "qkv")
        q = [tourner(normaliser(a, p["self_attn.q_norm.weight"])) for a in q]
        k = [tourner(normaliser(b, p["self_attn.k_norm.weight"])) for b in k]
        vues = [attention(a, b, c) for a, b, c in zip(q, k, v, strict=True)]
        x = x + np.hstack(vues) @ p["self_attn.o_proj.weight"].T
        h = normaliser(x, p["post_attention_layernorm.weight"])
        x = x + filtre(h, *(p[f"mlp.{n}_proj.weight"] for n in ("gate", "up", "down")))
    return normaliser(x, POIDS["model.norm.weight"]) @ POIDS["model.embed_tokens.weight"].T


# %% 8.5 Le jeton suivant
def jeton_suivant(notes, temperature, hasard):
    """Rend le numéro d’un jeton : le mieux noté à température 0, sinon tiré au sort."""
    # À vous : argmax, ou softmax(notes / temperature) et hasard.choice.
    if temperature == 0:
        return int(notes.argmax())
    probabilites = softmax(notes / temperature)
    return int(hasard.choice(len(probabilites), p=probabilites))


if __name__ == "__main__":
    print(jeton_suivant(np.array([0.0, 3.0, 1.0]), 0, np.random.default_rng(1)))


# %% Essayer
def ecrire(debut, combien):
    """Écrit une suite, jeton après jeton."""
    tokenizer = Tokenizer.from_file(str(artefact("modele") / "tokenizer.json"))
    numeros, hasard = tokenizer.encode("\n" + debut).ids, np.random.default_rng(3)
    for _ in range(combien):
        numeros.append(jeton_suivant(reseau(numeros)[-1].astype(float), 0.8, hasard))
    return tokenizer.decode(numeros).strip()


# Quand tout est juste, ôtez le dièse de la ligne suivante.
# print(ecrire("Cette jeune femme était assise", 30))
