"""From names and ids in files to rows of the dimension tables, made when missing, with the spelling most often used."""

from collections import Counter

from django.db.models import Sum

from campaigns.coded import Coded
from campaigns.ingest.columns import Name
from campaigns.models import NONE, Brand, Campaign, Dimension, ImportRun, Influencer, Source, Spelling
from campaigns.models.dimensions import NAMED
from campaigns.names import brand_part, fold_name
from campaigns.rollup import find_brand

MODELS = {f"{model._meta.model_name}_id": model for model in NAMED}
"""Column of a fact (``campaign_id``) → the dimension it links to."""


class Resolver:
    """Ids for the names of one run. Remembers spellings; ``show_spellings`` stores them and picks those shown."""

    def __init__(self) -> None:
        self._ids: dict[type[Dimension], dict[str, int]] = {}
        self._spellings: Counter[tuple[str, str, str]] = Counter()
        self._people = dict(Influencer.objects.values_list("code", "pk"))
        self._baseline: set[int] = set(Source.objects.filter(kind=Source.Kind.BASELINE).values_list("pk", flat=True))

    def find_names(self, field: str, names: Coded) -> Coded:
        """The ids of the names in a fact's column."""
        model = MODELS[field]
        ids = self._ids.get(model)
        if ids is None:
            ids = self._ids[model] = dict(model.objects.values_list("key", "pk"))
        for name in names.values:
            if name.key not in ids:
                ids[name.key] = self._make(model, name)
        return names.map(lambda name: ids[name.key])

    def _make(self, model: type[Dimension], name: Name) -> int:
        row = model(key=name.key, name=name.text)
        if isinstance(row, Source):
            row.kind = Source.default_kind(name.key)
        if isinstance(row, Campaign):
            row.brand_id = find_brand(brand_part(name.text))
            self._ids.pop(Brand, None)
        row.save()
        if isinstance(row, Source) and row.kind == Source.Kind.BASELINE:
            self._baseline.add(row.pk)
        return row.pk

    def is_baseline(self, source: int) -> bool:
        """Whether a source's sales would have come without influencers."""
        return source in self._baseline

    def find_people(self, codes: Coded, run: ImportRun) -> tuple[Coded, list[str]]:
        """The ids of influencers, and the codes that got a placeholder because no file has named them yet."""
        unknown = sorted(set(codes.values) - self._people.keys())
        made = (
            Influencer(code=code, search_key=Influencer.make_search_key(code, ""), is_incomplete=True, run=run)
            for code in unknown
        )
        for person in Influencer.objects.bulk_create(made, batch_size=500):
            self.add_person(person)
        return codes.map(self._people.__getitem__), unknown

    def add_person(self, person: Influencer) -> None:
        """Makes a new influencer known."""
        self._people[person.code] = person.pk

    def count_spellings(self, field: str, names: Coded) -> None:
        """Counts how new rows write their names. A campaign's name also spells its brand."""
        kind = MODELS[field]._meta.model_name
        for name, count in zip(names.values, names.counts(), strict=True):
            if name.key:
                self._spellings[kind, name.key, name.text] += count
            if kind == "campaign" and (brand := brand_part(name.text)):
                self._spellings["brand", fold_name(brand), brand] += count

    def show_spellings(self, run: ImportRun) -> None:
        """Stores this run's spellings and shows the most frequent one of each name it touched."""
        rows = [Spelling(run=run, dimension=d, key=k, text=t, count=n) for (d, k, t), n in self._spellings.items()]
        Spelling.objects.bulk_create(rows, batch_size=500)
        show_spellings({(d, k) for d, k, _ in self._spellings})


def show_spellings(touched: set[tuple[str, str]]) -> None:
    """Gives each touched name its most frequent spelling; ties go to the smaller code point, fixed ones stay."""
    for model in NAMED:
        kind = model._meta.model_name
        keys = {key for dimension, key in touched if dimension == kind}
        if keys:
            best = _best_spellings(kind, keys)
            rows = [row for row in model.objects.filter(name_is_fixed=False).exclude(pk=NONE) if row.key in best]
            changed = [row for row in rows if row.name != best[row.key]]
            for row in changed:
                row.name = best[row.key]
            model.objects.bulk_update(changed, ["name"], batch_size=200)


def _best_spellings(kind: str, keys: set[str]) -> dict[str, str]:
    counted = Spelling.objects.filter(dimension=kind).values_list("key", "text").annotate(n=Sum("count")).order_by()
    best: dict[str, tuple[int, str]] = {}
    for key, text, count in counted:
        if key in keys:
            best[key] = min(best.get(key, (1, "")), (-int(count), text))
    return {key: text for key, (_, text) in best.items()}
