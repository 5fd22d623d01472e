"""``worker.py FILES SERVER-PID ROUNDS`` asks every question and prints CPU seconds as JSON, a process of its own.

In turn: DuckDB over both its tables, the portal's report as a page would have it made, the same after a write,
and the bare grouped query that it sends.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.db import connection

from bench.asking.duck import make_yardstick, open_yardstick
from bench.asking.questions import SORTED, Question, list_questions
from bench.forgetting import forget_all, forget_answers
from bench.imports.worker import count_cpu

LONG_ENOUGH = 0.3
"""CPU seconds after which one measurement is exact: a server's clock ticks every ten milliseconds."""
MOST_TIMES = 20
ASKED = ("duckdb", "sorted", "report", "written", "query")
Statement = tuple[str, Any]


def main(argv: list[str]) -> None:
    """CPU seconds by question and by who answers, a number for each round."""
    files, server, rounds = Path(argv[0]), int(argv[1]), int(argv[2])
    django.setup()
    duck = open_yardstick(make_yardstick(files))
    known = {question: prove(question, duck) for question in list_questions()}
    measured = {
        question.label: {"duckdb": [], "sorted": [], "report": [], "written": [], "query": []} for question in known
    }
    for _ in range(rounds):
        for question, statements in known.items():
            costs = measured[question.label]
            costs["duckdb"].append(count_often(lambda q=question: duck.execute(q.write_sql()).fetchall(), 0))
            costs["sorted"].append(count_often(lambda q=question: duck.execute(q.write_sql(SORTED)).fetchall(), 0))
            costs["report"].append(count_often(lambda q=question: run(q), server, forget_answers))
            costs["written"].append(count_often(lambda q=question: run(q), server, forget_all))
            costs["query"].append(count_often(lambda s=statements: send(s), server))
    print(json.dumps(measured))


def count_often(action: Callable[[], Any], server: int, before: Callable[[], None] = lambda: None) -> float:
    """CPU seconds of the action, the mean of enough times; ``before`` runs each time and is not counted."""
    spent, times = 0.0, 0
    while times < MOST_TIMES and spent < LONG_ENOUGH:
        before()
        spent += count_cpu(action, server)
        times += 1
    return spent / times


def run(question: Question) -> list[dict[str, Any]]:
    """The rows as the page has them made, from the parameters on."""
    from django.http import QueryDict

    from campaigns.reports.catalog import REPORTS
    from campaigns.reports.labels import Labels
    from campaigns.reports.reading import read_selection
    from campaigns.reports.results import run_report

    report = REPORTS[question.asked.key]
    selection = read_selection(QueryDict(question.query), sort_keys=report.sort_keys)
    return run_report(report, selection, Labels()).rows[: question.asked.most or None]


def prove(question: Question, duck: Any) -> list[Statement]:
    """The grouped statements of the portal's answer. Ends the program with a sentence when DuckDB's figures differ."""
    sent: list[Statement] = []

    def watch(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        if " GROUP BY " in sql:
            sent.append((sql, params))
        return execute(sql, params, many, context)

    forget_all()
    with connection.execute_wrapper(watch):
        rows = run(question)
    names = question.asked.columns
    ours = {(*(row[name] for name in names), row["orders"], row["revenue"]) for row in rows}
    theirs = {
        (*line[:-2], int(line[-2]), int(line[-1])) for line in map(fill, duck.execute(question.write_sql()).fetchall())
    }
    if differing := {line for line in ours ^ theirs if line[-1] or line[-2]}:
        sys.exit(f"{question.label}: the portal and DuckDB differ, for example in {sorted(differing, key=str)[:4]}.")
    return sent


def fill(line: tuple) -> tuple:
    """As in the portal: an absent name is an empty one, sums are whole numbers."""
    *names, orders, revenue = line
    return (*(name or "" for name in names), int(orders), int(revenue))


def send(statements: list[Statement]) -> None:
    """The statements alone, all rows fetched."""
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            cursor.fetchall()


if __name__ == "__main__":
    main(sys.argv[1:])
