/**
 * KEYS one a rule; ARGV clock offset, then for each rule: algorithm, limit, window ms, burst, cost. Answers for each rule
 * { allowed, remaining, reset ms, retry ms }. Reads all, decides, and writes all or nothing; what each algorithm keeps and
 * how it decides is said in core (`stores/memory/counting`), and the two are held against each other by one suite.
 */
export const hit: string = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1])
local PARTS = 10
local EPSILON = 1e-6
local judge = {}

judge['fixed-window'] = function(memory, rule)
  local start, count = memory[1] or now, memory[2] or 0
  if now >= start + rule.window then start, count = now, 0 end
  local allowed = count + rule.cost <= rule.limit
  local used = allowed and count + rule.cost or count
  local left = start + rule.window - now
  return { allowed = allowed, remaining = rule.limit - used, reset = used == 0 and 0 or left, retry = left, memory = { start, used }, keep = left }
end

judge['sliding-window'] = function(memory, rule)
  local part = rule.window / PARTS
  local current = math.floor(now / part) * part
  local live, count = {}, 0
  for index = 1, #memory, 2 do
    if memory[index] + (PARTS + 1) * part > now then
      table.insert(live, memory[index])
      table.insert(live, memory[index + 1])
      count = count + memory[index + 1]
    end
  end
  local allowed = count + rule.cost <= rule.limit
  local retry, left = current + (PARTS + 1) * part - now, count
  if not allowed then
    for index = 1, #live, 2 do
      left = left - live[index + 1]
      retry = live[index] + (PARTS + 1) * part - now
      if left + rule.cost <= rule.limit then break end
    end
  elseif rule.cost > 0 then
    if live[#live - 1] == current then live[#live] = live[#live] + rule.cost
    else
      table.insert(live, current)
      table.insert(live, rule.cost)
    end
  end
  local used = allowed and count + rule.cost or count
  local reset = #live == 0 and 0 or live[#live - 1] + (PARTS + 1) * part - now
  return { allowed = allowed, remaining = rule.limit - used, reset = reset, retry = retry, memory = live, keep = (PARTS + 1) * part }
end

judge['token-bucket'] = function(memory, rule)
  local share = rule.window / rule.limit
  local level = math.max(0, (memory[2] or 0) - (now - (memory[1] or now)) / share)
  local allowed = level + rule.cost <= rule.burst + EPSILON
  local used = allowed and level + rule.cost or level
  local reset = math.max(0, (used - EPSILON) * share)
  local retry = (level + rule.cost - rule.burst - EPSILON) * share
  return { allowed = allowed, remaining = math.floor(rule.burst - used + EPSILON), reset = reset, retry = retry, memory = { now, used }, keep = reset }
end

local rules, judgements, all = {}, {}, true
for index, key in ipairs(KEYS) do
  local at = 2 + (index - 1) * 5
  local rule = { algorithm = ARGV[at], limit = tonumber(ARGV[at + 1]), window = tonumber(ARGV[at + 2]), burst = tonumber(ARGV[at + 3]), cost = tonumber(ARGV[at + 4]) }
  local memory = {}
  for number in string.gmatch(redis.call('GET', key) or '', '[^ ]+') do table.insert(memory, tonumber(number)) end
  rules[index] = { rule = rule, memory = memory }
  judgements[index] = judge[rule.algorithm](memory, rule)
  all = all and judgements[index].allowed
end

local answer = {}
for index, key in ipairs(KEYS) do
  local judgement = judgements[index]
  local rule = rules[index].rule
  if all and rule.cost > 0 then
    local numbers = {}
    for _, number in ipairs(judgement.memory) do table.insert(numbers, string.format('%.17g', number)) end
    redis.call('SET', key, table.concat(numbers, ' '), 'PX', math.max(1, math.ceil(judgement.keep)))
  elseif not all and judgement.allowed then
    rule.cost = 0
    judgement = judge[rule.algorithm](rules[index].memory, rule)
  end
  table.insert(answer, judgement.allowed and 1 or 0)
  table.insert(answer, math.max(0, judgement.remaining))
  table.insert(answer, math.ceil(judgement.reset))
  table.insert(answer, judgement.allowed and 0 or math.ceil(judgement.retry))
end
return answer
`;
