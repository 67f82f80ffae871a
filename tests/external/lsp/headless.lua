-- Neovim with a file of a rack: diagnostics appear, and an id leads to its file.
local function must(what, is_so)
  if not is_so then
    io.stderr:write("Neovim: " .. what .. "\n")
    vim.cmd("cquit 1")
  end
end

local buffer = vim.api.nvim_get_current_buf()
local id = vim.lsp.start_client({
  name = "osready",
  cmd = { os.getenv("OSREADY"), "lsp" },
  root_dir = vim.fn.getcwd(),
})
must("the server starts", id ~= nil)
vim.lsp.buf_attach_client(buffer, id)
must("diagnostics appear", vim.wait(20000, function()
  return #vim.diagnostic.get(buffer) == 3
end, 50))
local messages = ""
for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
  messages = messages .. diagnostic.message .. "\n"
end
must("a finding says what is wrong", messages:find("has no WinPE boot file", 1, true) ~= nil)

local used = vim.fn.search([[scriptFileIds": \["]], "e")
must("the sample uses a script", used > 0)
vim.lsp.buf.definition()
must("the cursor jumps to the file", vim.wait(20000, function()
  local line = vim.api.nvim_win_get_cursor(0)[1]
  return line ~= used and vim.api.nvim_get_current_line():find("join-domain.ps1", 1, true) ~= nil
end, 50))
print("3 diagnostics, and a jump\n")
vim.cmd("qall!")
