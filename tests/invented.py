"""A small invented corpus."""

_LONG = " ".join(
    f"Lighthouse number {number} on the Varna coast was lit by keeper {name} in {1890 + number}."
    for number, name in enumerate(("Petrov", "Iliev", "Kolev", "Danev", "Marinov", "Stoyanov") * 6)
)
ARTICLES = {
    "ferry.txt": (
        "---\ntitle: Ferry line closes\nsource: Harbour Post\npublished: 2024-03-02\n---\n"
        "The ferry from Arden to Brill stopped running on Friday. The council blamed the price of diesel.\n"
    ),
    "notes/bridge.md": (
        "---\ntitle: A bridge for Brill\nsource: Valley Courier\npublished: 2024-05-17\n---\n"
        "# A bridge for Brill\n\nEngineer Mara Quill drew the new bridge. It will carry trams and bicycles.\n"
    ),
    "mill.txt": "The old paper mill at Arden burned down in the night. Nobody was hurt, the fire chief said.\n",
    "coast/lighthouses.txt": f"---\ntitle: The lighthouses\nsource: Harbour Post\n---\n{_LONG}\n",
    "wire.jsonl": (
        '{"id": "w1", "title": "Vote", "source": "Valley Courier", "published": "2024-06-01",'
        ' "text": "Olga Brandt won the election for mayor of Brill by forty votes."}\n'
        '{"id": "w2", "title": "Cheese", "source": "Harbour Post", "published": "2023-11-30",'
        ' "text": "The dairy of Arden won the national prize for its goat cheese."}\n'
        '{"id": "w3", "text": "A comet will be seen above the valley until Sunday."}\n'
    ),
}
"""Seven articles by path: three dated in 2024, one in 2023, three undated, two without a source."""
