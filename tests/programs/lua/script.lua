-- Closures that share a variable, strings and patterns, tables and their order, metatables, coroutines, errors.
local function counter(step)
    local n = 0
    return function() n = n + step return n end, function() return n end
end
local up, now = counter(3)
up() up()
print("closures", up(), now())

local text = "the quick brown fox jumps over the lazy dog"
local words = {}
for word in text:gmatch("%a+") do words[#words + 1] = word:upper() end
table.sort(words, function(a, b) return #a == #b and a < b or #a > #b end)
print("strings", table.concat(words, " "), text:gsub("o", "0"))
print("format", ("%5.2f|%-6s|%03d|%x|%q"):format(math.pi, "left", 7, 255, "a\nb"))

local squares = setmetatable({}, {__index = function(t, k) local v = k * k rawset(t, k, v) return v end})
local sum = 0
for i = 1, 20000 do sum = sum + squares[i] end
print("tables", sum, #squares, rawget(squares, 20001), squares[20001])

local function walk(t) for i = 1, #t do
    if type(t[i]) == "table" then walk(t[i]) else coroutine.yield(t[i]) end
end end
local leaves = {}
for leaf in coroutine.wrap(function() walk({1, {2, {3, 4}, 5}, {{6}}}) end) do leaves[#leaves + 1] = leaf end
print("coroutines", table.concat(leaves, ","))

local big = {}
for i = 1, 50000 do big[i] = ("%d:%s"):format(i, ("x"):rep(i % 50)) end
local length = 0
for _, s in ipairs(big) do length = length + #s end
big = nil
collectgarbage()
print("memory", length, collectgarbage("count") < 2000)
print("errors", pcall(function() local nothing; return nothing.field end))
print("integers", 7 // 2, -7 // 2, -7 % 3, 2^53, 1 << 40, math.maxinteger + 1 == math.mininteger)
local path = os.tmpname()
local file = assert(io.open(path, "w"))
file:write("one\ntwo\n", 3, "\n")
file:close()
for line in io.lines(path) do io.write(line, ";") end
print("files", os.remove(path), io.open(path))
