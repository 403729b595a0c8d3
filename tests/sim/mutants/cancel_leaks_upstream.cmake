set(MUTANT_SAYS "Nobody tells the upstream that the client has left.")
set(MUTANT_SOURCE policy/exchange.cpp)
set(MUTANT_FOUND_BY gone_means_closed)
set(MUTANT_FIND [==[
void Exchange::take(const event::ClientGone&, Turn& turn) {
  if (in_attempt()) {
    turn.steps.push(step::CloseUpstream{});]==])
set(MUTANT_REPLACE [==[
void Exchange::take(const event::ClientGone&, Turn& turn) {
  if (in_attempt()) {]==])
