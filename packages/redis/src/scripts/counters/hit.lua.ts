/**
 * KEYS one a rule, of one request or of several; ARGV clock offset, then for each rule: algorithm, limit, window ms, burst, cost,
 * '1' if it is the last one of its request. Answers for each rule { allowed, remaining, reset ms, retry ms }. Requests are taken
 * one after the other; of each, all rules are charged or none. What each algorithm keeps and
 * how it decides is said in core (`stores/memory/counting`), and the two are held against each other by one suite.
 *
 * A fixed window is an integer that expires with it (later by the clock offset, which only tests have); the others are texts.
 * It runs for every request, so it makes no function, and a number becomes a text by `..`: 14 digits, enough for a time in
 * milliseconds and for a millionth of a hit.
 */
export const hit: string = `
local call, ceil = redis.call, math.ceil
local floor, max, find, sub, texts, lives, now
local offset = ARGV[1]
local answer, idle, all, begin = {}, {}, true, 1

for index = 1, #KEYS do
  local at = index * 6 - 4
  local algorithm = ARGV[at]
  local limit, window, cost = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 4])
  local allowed, left, before, after, retry, value, space

  if algorithm == 'fixed-window' then
    local count = cost == 0 and tonumber(call('GET', KEYS[index]) or 0) or call('INCRBY', KEYS[index], cost)
    local rest = call('PTTL', KEYS[index]) - offset
    if rest <= 0 then
      count, rest = cost, window
      if cost > 0 then call('SET', KEYS[index], cost, 'PX', ceil(window + offset)) end
    elseif rest > window then
      rest = window
      if cost > 0 then call('PEXPIRE', KEYS[index], ceil(window + offset)) end
    end
    allowed = count <= limit
    left, retry, before, after = limit - count + cost, rest, count == cost and 0 or rest, count == 0 and 0 or rest
  else
    if not now then
      floor, max, find, sub, texts, lives = math.floor, math.max, string.find, string.sub, {}, {}
      local time = call('TIME')
      now = time[1] * 1000 + floor(time[2] / 1000) + offset
    end
    value = call('GET', KEYS[index])
    space = value and find(value, ' ', 1, true)
  end

  if algorithm == 'sliding-window' then
    local part = window / 10
    local current = floor(now / part) * part
    local kept, newest, last, count, place = 1, nil, 0, 0, 1
    while space do
      local began = tonumber(sub(value, place, space - 1))
      local stop = find(value, ' ', space + 1, true)
      local hits = tonumber(sub(value, space + 1, stop and stop - 1))
      if began + 11 * part > now then
        count, newest, last = count + hits, began, hits
      else
        kept = stop and stop + 1 or #value + 2
      end
      place = stop and stop + 1
      space = place and find(value, ' ', place, true)
    end
    allowed = count + cost <= limit
    left = limit - count
    before = newest and newest + 11 * part - now or 0
    after = (cost > 0 and current or newest or now - 11 * part) + 11 * part - now
    if allowed then
      local live = newest and sub(value, kept) or ''
      if newest == current then
        texts[index] = sub(live, 1, #live - #(last .. '')) .. (last + cost)
      else
        texts[index] = (live == '' and '' or live .. ' ') .. current .. ' ' .. cost
      end
      lives[index] = 11 * part
    else
      retry = (newest or current) + 11 * part - now
      for began, hits in string.gmatch(newest and sub(value, kept) or '', '([^ ]+) ([^ ]+)') do
        count = count - hits
        if count + cost <= limit then
          retry = began + 11 * part - now
          break
        end
      end
    end
  elseif algorithm == 'token-bucket' then
    local share, burst = window / limit, tonumber(ARGV[at + 3])
    local level = 0
    if space then
      local stop = find(value, ' ', space + 1, true)
      level = max(0, sub(value, space + 1, stop and stop - 1) - (now - sub(value, 1, space - 1)) / share)
    end
    allowed = level + cost <= burst + 1e-6
    left = floor(burst - level + 1e-6)
    before = max(0, (level - 1e-6) * share)
    if allowed then
      after = max(0, (level + cost - 1e-6) * share)
      left = floor(burst - level - cost + 1e-6) + cost
      texts[index], lives[index] = now .. ' ' .. (level + cost), ceil(after)
    else
      retry = (level + cost - burst - 1e-6) * share
    end
  end

  all = all and allowed
  if texts and cost == 0 then texts[index] = nil end
  local first = index * 4 - 3
  if allowed then
    answer[first], answer[first + 1], answer[first + 2], answer[first + 3] = 1, left - cost, ceil(after), 0
  else
    answer[first], answer[first + 1], answer[first + 2], answer[first + 3] = 0, left > 0 and left or 0, ceil(before), ceil(retry)
  end
  idle[index] = before

  if ARGV[at + 5] == '1' then
    if texts or not all then
      for rule = begin, index do
        local cost = tonumber(ARGV[rule * 6])
        if all then
          if texts[rule] then call('SET', KEYS[rule], texts[rule], 'PX', max(1, lives[rule])) end
        else
          if ARGV[rule * 6 - 4] == 'fixed-window' and cost > 0 and call('DECRBY', KEYS[rule], cost) <= 0 then
            call('DEL', KEYS[rule])
          end
          if answer[rule * 4 - 3] == 1 then
            answer[rule * 4 - 2], answer[rule * 4 - 1] = answer[rule * 4 - 2] + cost, ceil(idle[rule])
          end
        end
      end
    end
    all, begin = true, index + 1
  end
end
return answer
`;
