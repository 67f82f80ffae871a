"""Every capability, through pytest-lsp: against a sample, broken JSON, one long line, and columns of UTF-16."""

import os
import pathlib
import shutil

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

SAMPLE = pathlib.Path(os.environ["SAMPLES"]) / "rack7.json"


def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("racks")
    shutil.copy(SAMPLE, made / "rack7.json")
    return made


@pytest_lsp.fixture(params=["visual_studio_code", "neovim", "emacs"], config=ClientServerConfig(server_command=[os.environ["OSREADY"], "lsp"]))
async def client(request, lsp_client: LanguageClient, tmp_path_factory):
    lsp_client.folder = folder(tmp_path_factory)
    # What the server asks of a client that can.
    lsp_client.asked = []
    for method in (lsp.CLIENT_REGISTER_CAPABILITY, lsp.WORKSPACE_INLAY_HINT_REFRESH):
        lsp_client.feature(method)(lambda *params, method=method: lsp_client.asked.append(method))
    root = lsp_client.folder.as_uri()
    started = await lsp_client.initialize_session(
        lsp.InitializeParams(
            capabilities=client_capabilities(request.param),
            root_uri=root,
            workspace_folders=[lsp.WorkspaceFolder(uri=root, name="racks")],
        )
    )
    lsp_client.unit = {"utf-8": 1, "utf-16": 2}[started.capabilities.position_encoding]
    yield
    await lsp_client.shutdown_session()


async def opened(client, text, name="rack7.json"):
    uri = (client.folder / name).as_uri()
    item = lsp.TextDocumentItem(uri=uri, language_id="json", version=1, text=text)
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(text_document=item))
    await client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return uri


def position(client, text, part, more=0):
    """Counts in what the client and the server agreed on."""
    before = text[: text.index(part) + more]
    start = before.rfind("\n") + 1
    encoding = {1: "utf-8", 2: "utf-16-le"}[client.unit]
    return lsp.Position(line=before.count("\n"), character=len(before[start:].encode(encoding)) // client.unit)


def codes(client, uri):
    return sorted(diagnostic.code for diagnostic in client.diagnostics[uri])


@pytest.mark.asyncio
async def test_diagnostics_of_the_sample(client):
    uri = await opened(client, SAMPLE.read_text(encoding="utf-8"))
    assert codes(client, uri) == ["dangling-reference", "missing-winpe", "no-deployable-profile"]
    for diagnostic in client.diagnostics[uri]:
        assert diagnostic.source == "osready"
        assert "\nhelp: " in diagnostic.message


@pytest.mark.asyncio
async def test_broken_json_and_its_fix(client):
    text = '{"result": "success", "items": [],}'
    uri = await opened(client, text)
    assert codes(client, uri) == ["syntax"]
    [diagnostic] = client.diagnostics[uri]
    actions = await client.text_document_code_action_async(
        lsp.CodeActionParams(
            text_document=lsp.TextDocumentIdentifier(uri=uri),
            range=diagnostic.range,
            context=lsp.CodeActionContext(diagnostics=[diagnostic]),
        )
    )
    assert any(action.is_preferred and action.kind == lsp.CodeActionKind.QuickFix for action in actions)


@pytest.mark.asyncio
async def test_columns_of_one_long_line(client):
    pad = "\U0001f600é" * 20_000
    text = '{"note": "%s", "items": [{"id": "a|", "name": "a", "deployStatus": "broken"}]}' % pad
    uri = await opened(client, text)
    client.text_document_did_change(
        lsp.DidChangeTextDocumentParams(
            text_document=lsp.VersionedTextDocumentIdentifier(uri=uri, version=2),
            content_changes=[
                lsp.TextDocumentContentChangePartial(
                    range=lsp.Range(position(client, text, "broken"), position(client, text, "broken", len("broken"))),
                    text="odd",
                )
            ],
        )
    )
    await client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    after = text.replace("broken", "odd")
    found = [d for d in client.diagnostics[uri] if d.range.start == position(client, after, '"odd"')]
    assert found, client.diagnostics[uri]


@pytest.mark.asyncio
async def test_symbols_hints_hover_definition_references_completion(client):
    text = SAMPLE.read_text(encoding="utf-8")
    uri = await opened(client, text)
    document = lsp.TextDocumentIdentifier(uri=uri)
    symbols = await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(text_document=document))
    assert [symbol.name for symbol in symbols][:2] == ["win2019|", "win2022|"]
    whole = lsp.Range(lsp.Position(0, 0), lsp.Position(text.count("\n"), 0))
    hints = await client.text_document_inlay_hint_async(lsp.InlayHintParams(text_document=document, range=whole))
    assert "blocked: missing-winpe" in [hint.label for hint in hints]
    at = position(client, text, '"noWinpe": true', 3)
    hover = await client.text_document_hover_async(lsp.HoverParams(text_document=document, position=at))
    assert "Why: " in hover.contents.value
    at = position(client, text, "20240118093011_join-domain.ps1", 3)
    definition = await client.text_document_definition_async(lsp.DefinitionParams(text_document=document, position=at))
    assert len(definition) == 1
    references = await client.text_document_references_async(
        lsp.ReferenceParams(text_document=document, position=at, context=lsp.ReferenceContext(include_declaration=True))
    )
    assert len(references) == 2
    at = position(client, text, '["20240118093011_join-domain.ps1"', 3)
    items = await client.text_document_completion_async(lsp.CompletionParams(text_document=document, position=at))
    assert [item.label for item in items] == ["20240118093011_join-domain.ps1"]


TEXTS = {
    "broken": '{"items": [{"id": "a|", "profiles": [{"id": "a|b", "readyCheck": {"noWinpe": tru',
    "one line": SAMPLE.read_text(encoding="utf-8").replace("\n", " "),
    "wide": SAMPLE.read_text(encoding="utf-8").replace("x86_64", "x\U0001f600\U0001f600é64"),
    "request": '[{"uuid": "0", "selectedImage": "a|b"}]',
    "nothing": "",
}


@pytest.mark.asyncio
@pytest.mark.parametrize("name", TEXTS)
async def test_every_capability_at_every_place(client, name):
    text = TEXTS[name]
    uri = await opened(client, text)
    document = lsp.TextDocumentIdentifier(uri=uri)
    end = lsp.Position(text.count("\n"), 0)
    whole = lsp.Range(lsp.Position(0, 0), lsp.Position(end.line + 1, 0))
    await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(text_document=document))
    await client.text_document_inlay_hint_async(lsp.InlayHintParams(text_document=document, range=whole))
    context = lsp.CodeActionContext(diagnostics=[])
    actions = lsp.CodeActionParams(text_document=document, range=whole, context=context)
    await client.text_document_code_action_async(actions)
    for at in range(0, len(text) + 1, max(1, len(text) // 40)):
        here = {"text_document": document, "position": position(client, text, text[:at], at)}
        await client.text_document_hover_async(lsp.HoverParams(**here))
        await client.text_document_definition_async(lsp.DefinitionParams(**here))
        await client.text_document_completion_async(lsp.CompletionParams(**here))
        context = lsp.ReferenceContext(include_declaration=False)
        await client.text_document_references_async(lsp.ReferenceParams(**here, context=context))


@pytest.mark.asyncio
async def test_a_configuration_applies_when_it_is_saved(client):
    uri = await opened(client, SAMPLE.read_text(encoding="utf-8"))
    assert "missing-winpe" in codes(client, uri)
    config = client.folder / "osready.toml"
    config.write_text('[levels]\nmissing-winpe = "off"\n', encoding="utf-8")
    saved = lsp.DidSaveTextDocumentParams(text_document=lsp.TextDocumentIdentifier(uri=config.as_uri()))
    client.text_document_did_save(saved)
    await client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert "missing-winpe" not in codes(client, uri)
    config.unlink()
