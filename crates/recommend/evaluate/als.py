"""Matrix factorisation by alternating least squares (Hu, Koren and Volinsky 2008) on the parts that `evaluate` writes.

Arguments: the folder, and how many divisions it has. For each, factors, regularisation and alpha are chosen on the
validation part, then the model is measured once on the test part. Prints one line of six fields between tabs for each.
"""

import os
import pathlib
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import scipy.sparse as sparse
from implicit.als import AlternatingLeastSquares

LENGTH = 20
GRID = [(f, r, a) for f in (32, 64) for r in (0.1, 1.0, 10.0, 30.0) for a in (1.0, 5.0, 20.0)]


def read(folder, name):
    """The matrix of what is learned from, and what is held out of whom."""
    train = np.loadtxt(folder / f"{name}.train", dtype=np.int64, ndmin=2)
    held = {}
    for user, item in np.loadtxt(folder / f"{name}.held", dtype=np.int64, ndmin=2):
        held.setdefault(int(user), set()).add(int(item))
    users = 1 + max([int(train[:, 0].max()), *held])
    items = 1 + max(int(train[:, 1].max()), max(max(it) for it in held.values()))
    ones = np.ones(len(train), dtype=np.float32)
    return sparse.csr_matrix((ones, (train[:, 0], train[:, 1])), shape=(users, items)), held


def measure(matrix, held, choice):
    """recall@20 and ndcg@20 over all of whom something is held out."""
    factors, regularization, alpha = choice
    model = AlternatingLeastSquares(
        factors=factors, regularization=regularization, alpha=alpha, iterations=20, random_state=1, num_threads=1
    )
    model.fit(matrix, show_progress=False)
    users = np.array(sorted(held))
    lists, _ = model.recommend(users, matrix[users], N=LENGTH, filter_already_liked_items=True)
    discounts = 1 / np.log2(np.arange(LENGTH) + 2)
    recall, ndcg = [], []
    for user, found in zip(users, lists):
        hits = np.array([int(item) in held[user] for item in found])
        recall.append(hits.sum() / len(held[user]))
        ndcg.append((hits * discounts).sum() / discounts[: len(held[user])].sum())
    return float(np.mean(recall)), float(np.mean(ndcg))


def main():
    folder, splits = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    for place in range(splits):
        valid = read(folder, f"split{place}.valid")
        best = max(GRID, key=lambda choice: measure(*valid, choice)[1])
        matrix, held = read(folder, f"split{place}")
        recall, ndcg = measure(matrix, held, best)
        chosen = f"{best[0]} factors, regularisation {best[1]}, alpha {best[2]}"
        print(place, "ALS", recall, ndcg, len(held), chosen, sep="\t", flush=True)


main()
