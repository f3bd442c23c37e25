"""The replay cases there are: acceptance cases beside the tree, where present, testdata/replay/."""
import glob
import os

ACCEPT = os.path.join("..", "shared", "accept")
SEED = os.path.join("..", "shared", "corpus", "seed")


def cases():
    """(name, configuration, arguments) of every replay case."""
    found = []
    for args in sorted(glob.glob(ACCEPT + "/*/args") + glob.glob("testdata/replay/*/args")):
        folder = os.path.dirname(args)
        config = "config.cfg" if folder.startswith(ACCEPT) else "config"
        words = [word for word in open(args, encoding="utf-8").read().split("\n") if word]
        words = [word.replace("SEED/", SEED + "/") for word in words]
        if not folder.startswith(ACCEPT):
            words = [in_folder(word, folder) for word in words]
        found.append((folder, os.path.join(folder, config), words))
    return found


def in_folder(word, folder):
    """A capture's name is relative to its case."""
    nameif, equals, path = word.rpartition("=")
    inside = os.path.join(folder, path)
    return nameif + equals + inside if os.path.exists(inside) else word
