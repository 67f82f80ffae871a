"""The examples of docs/python.md run, and print what they promise."""

from conftest import ROOT

PAGE = (ROOT / "docs/python.md").read_text(encoding="utf-8")


def test_the_examples_run(tmp_path, monkeypatch, capsys, rack7):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "osimages.json").write_bytes(rack7)
    examples = [part.split("```python\n", 1)[1].split("```", 1)[0] for part in PAGE.split("<!-- example -->")[1:]]
    assert len(examples) == 2
    for example in examples:
        exec(compile(example, "docs/python.md", "exec"), {})
    told = capsys.readouterr().out
    assert "error dangling-reference" in told and "'file': 'b.json'" in told
