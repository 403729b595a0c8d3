#include "sim/upstreams.hpp"

namespace jurymast::sim {
namespace {

using policy::event::FailureKind;

/// How long a provider that does not cancel works on at a stream that it never ends.
constexpr Duration kWorksOn = std::chrono::seconds(20);
constexpr Duration kHeadDelay = std::chrono::milliseconds(2);

bool says_nothing_of_execution(int status) { return status == 408 || status == 409 || status == 425; }

}  // namespace

Upstreams::Upstreams(EventQueue& queue, const Streams& streams, const std::vector<ProviderSettings>& providers)
    : queue_(queue), streams_(streams), providers_(providers.begin(), providers.end()), pools_(providers.size()) {}

Place Upstreams::place_of(const Attempt& attempt) const {
  const std::size_t target = attempt.order.target.value;
  return {weather_, target, providers_[target].settings(), queue_.now()};
}

void Upstreams::go_on(std::uint32_t number, Stage stage, Duration after) {
  attempts_[number].stage = stage;
  queue_.push(queue_.now() + after, Happening::UpstreamStep, number);
}

std::uint32_t Upstreams::send(const UpstreamOrder& order) {
  const auto number = static_cast<std::uint32_t>(attempts_.size());
  Attempt& attempt = attempts_.emplace_back(Attempt{
      .order = order, .fate = {}, .random = streams_.numbered(order.shadow ? "shadow attempt" : "attempt", order.stream_number)});
  attempt.reused = !order.fresh && pools_[order.target.value].take(queue_.now());
  attempt.fate.mishap = draw_connection(place_of(attempt), attempt.reused, attempt.random);
  const Duration network = provider_of(attempt).settings().network;
  if (attempt.fate.mishap == Mishap::SilentHost) {
    attempt.stage = Stage::Hangs;
  } else if (attempt.fate.mishap == Mishap::Refused) {
    go_on(number, Stage::Breaks, network);
  } else {
    go_on(number, attempt.reused ? Stage::Connected : Stage::Dialed, attempt.reused ? Duration(0) : network);
  }
  return number;
}

void Upstreams::step(std::uint32_t number) {
  Attempt& attempt = attempts_[number];
  switch (attempt.stage) {
    case Stage::Dialed:
      if (tell(attempt, policy::event::Dialed{})) go_on(number, Stage::Connected, provider_of(attempt).settings().network);
      return;
    case Stage::Connected:
      return connect(number, attempt);
    case Stage::Arrives:
      return arrive(number, attempt);
    case Stage::Head:
      return tell_head(number, attempt);
    case Stage::Token:
      return tell_token(number, attempt);
    case Stage::Breaks:
      return break_connection(number, attempt);
    case Stage::ErrorStatus:
      return tell_error(number, attempt);
    case Stage::LetGo:
      return let_go(attempt);
    case Stage::Queued:
    case Stage::Hangs:
    case Stage::Gone:
      return;
  }
}

/// False where the gateway listens no more.
bool Upstreams::tell(const Attempt& attempt, const policy::Event& event) {
  if (attempt.open) listener_->upstream_event(attempt.order.operation, event);
  return attempt.open;
}

void Upstreams::connect(std::uint32_t number, Attempt& attempt) {
  attempt.sent = true;
  if (!tell(attempt, policy::event::Connected{attempt.reused}) || !tell(attempt, policy::event::RequestSent{})) return;
  const Duration network = provider_of(attempt).settings().network;
  if (attempt.fate.mishap == Mishap::Stale) return go_on(number, Stage::Breaks, network);
  if (attempt.fate.mishap == Mishap::Silent) {
    attempt.stage = Stage::Hangs;
    return;
  }
  go_on(number, Stage::Arrives, network / 2);
}

void Upstreams::arrive(std::uint32_t number, Attempt& attempt) {
  const std::size_t target = attempt.order.target.value;
  Provider& provider = providers_[target];
  const auto& rate = weather_.find(FaultKind::RateLimit, target);
  const bool within_rate = !rate || attempt.order.shadow || provider.within_rate(rate->strength, queue_.now());
  attempt.fate = draw_fate(place_of(attempt), within_rate, attempt.order.tokens, attempt.random);
  const Duration network = provider.settings().network;
  switch (attempt.fate.mishap) {
    case Mishap::Silent:
      attempt.stage = Stage::Hangs;
      return;
    case Mishap::ErrorStatus:
      return go_on(number, Stage::ErrorStatus, network);
    case Mishap::ResetBeforeHead:
      return go_on(number, Stage::Breaks, network);
    default:
      break;
  }
  if (attempt.order.shadow) return begin_answer(number, attempt);
  if (!provider.enqueue(number)) {
    attempt.fate = Fate{.mishap = Mishap::ErrorStatus, .status = 503};
    return go_on(number, Stage::ErrorStatus, network);
  }
  attempt.stage = Stage::Queued;
  grant_slots(target);
}

void Upstreams::grant_slots(std::size_t target) {
  Provider& provider = providers_[target];
  while (const std::optional<std::uint32_t> next = provider.grant(provider.slots(weather_, target))) {
    Attempt& attempt = attempts_[*next];
    if (attempt.stage == Stage::Gone) {
      provider.release();
      continue;
    }
    attempt.in_slot = true;
    begin_answer(*next, attempt);
  }
}

void Upstreams::begin_answer(std::uint32_t number, Attempt& attempt) {
  const Duration all = attempt.fate.first_token + attempt.fate.gap * attempt.order.tokens;
  go_on(number, Stage::Head, attempt.order.streamed ? kHeadDelay : all);
}

void Upstreams::tell_head(std::uint32_t number, Attempt& attempt) {
  attempt.head_told = true;
  policy::event::Head head;
  head.status = 200;
  head.content = attempt.order.streamed ? wire::ContentKind::EventStream : wire::ContentKind::Json;
  tell(attempt, head);
  if (attempt.stage == Stage::Gone) return;
  if (attempt.order.streamed) return go_on(number, Stage::Token, attempt.fate.first_token);
  tell_answer(number, attempt);
}

void Upstreams::tell_answer(std::uint32_t number, Attempt& attempt) {
  switch (attempt.fate.mishap) {
    case Mishap::Cut:
    case Mishap::Closed:
    case Mishap::EndsEarly:
      return break_connection(number, attempt);
    case Mishap::Stall:
      attempt.stage = Stage::Hangs;
      return;
    default:
      break;
  }
  attempt.error_said = attempt.fate.mishap == Mishap::ErrorInBody;
  if (attempt.open) listener_->upstream_content(attempt.order.operation, {attempt.order.target, attempt.order.attempt, 0});
  tell(attempt, policy::event::BodyComplete{answer_facts(attempt.fate)});
  end_well(number, attempt);
}

void Upstreams::tell_token(std::uint32_t number, Attempt& attempt) {
  if (attempt.told == attempt.fate.after && mishap_in_stream(number, attempt)) return;
  if (attempt.told == attempt.order.tokens) return tell_end(number, attempt);
  const ContentTag tag{attempt.order.target, attempt.order.attempt, attempt.told++};
  if (attempt.open) listener_->upstream_content(attempt.order.operation, tag);
  if (tag.place == 0) tell(attempt, policy::event::Content{});
  if (attempt.stage == Stage::Gone) return;
  go_on(number, Stage::Token, attempt.told == attempt.order.tokens ? Duration(0) : attempt.fate.gap);
}

/// What befalls a stream at this place of it; false where nothing does.
bool Upstreams::mishap_in_stream(std::uint32_t number, Attempt& attempt) {
  policy::event::StreamError error;
  switch (attempt.fate.mishap) {
    case Mishap::Cut:
    case Mishap::Closed:
    case Mishap::EndsEarly:
      break_connection(number, attempt);
      return true;
    case Mishap::Stall:
      attempt.stage = Stage::Hangs;
      return true;
    case Mishap::Garbage:
      tell(attempt, policy::event::MalformedData{});
      break;
    case Mishap::ErrorInBody:
      attempt.error_said = true;
      error.facts = error_facts(attempt.fate);
      tell(attempt, error);
      break;
    case Mishap::Empty:
      tell(attempt, policy::event::Terminal{wire::FinishState::Stop, attempt.told > 0});
      tell(attempt, policy::event::BodyComplete{});
      break;
    default:
      return false;
  }
  end_well(number, attempt);
  return true;
}

void Upstreams::tell_end(std::uint32_t number, Attempt& attempt) {
  tell(attempt, policy::event::Terminal{wire::FinishState::Stop, true});
  if (attempt.fate.mishap == Mishap::NoFarewell) return break_connection(number, attempt);
  tell(attempt, policy::event::BodyComplete{});
  end_well(number, attempt);
}

void Upstreams::tell_error(std::uint32_t number, Attempt& attempt) {
  policy::event::Head head;
  head.status = attempt.fate.status;
  head.content = attempt.fate.content;
  head.hints.retry_after = attempt.fate.retry_after;
  attempt.error_said = attempt.fate.status >= 300 && !says_nothing_of_execution(attempt.fate.status);
  policy::event::ErrorBody body;
  body.html = attempt.fate.content == wire::ContentKind::Html;
  body.parsed = !body.html;
  if (body.parsed) body.facts = error_facts(attempt.fate);
  if (tell(attempt, head)) tell(attempt, body);
  end_well(number, attempt);
}

void Upstreams::break_connection(std::uint32_t number, Attempt& attempt) {
  const Mishap mishap = attempt.fate.mishap;
  if (attempt.stage == Stage::Gone) return;
  const bool clean_end = mishap == Mishap::EndsEarly && attempt.order.streamed;
  // Before it is told: the gateway knows it first of its pool, and may send again at once.
  attempt.stale = attempt.reused && attempt.sent && !attempt.head_told;
  if (attempt.open && attempt.stale) pools_[attempt.order.target.value].note_stale(queue_.now());
  if (clean_end) {
    tell(attempt, policy::event::BodyComplete{});
  } else {
    const bool closed = mishap == Mishap::Closed || mishap == Mishap::NoFarewell || mishap == Mishap::Stale;
    const FailureKind broken = closed ? FailureKind::EndOfFile : FailureKind::Reset;
    tell(attempt, policy::event::Failed{mishap == Mishap::Refused && !attempt.sent ? FailureKind::Connect : broken, attempt.sent,
                                        attempt.head_told});
  }
  let_go(attempts_[number]);
}

/// The answer is over and its connection good for another.
void Upstreams::end_well(std::uint32_t number, Attempt& attempt) {
  if (attempt.open && !attempt.order.shadow) pools_[attempt.order.target.value].finished(attempt.reused, queue_.now());
  let_go(attempts_[number]);
}

void Upstreams::let_go(Attempt& attempt) {
  attempt.stage = Stage::Gone;
  attempt.open = false;
  if (!attempt.in_slot) return;
  attempt.in_slot = false;
  provider_of(attempt).release();
  grant_slots(attempt.order.target.value);
}

void Upstreams::close(std::uint32_t number) {
  Attempt& attempt = attempts_[number];
  if (attempt.stage == Stage::Gone) return;
  attempt.open = false;
  const bool at_work = attempt.stage == Stage::Queued || attempt.in_slot;
  if (!at_work || provider_of(attempt).settings().cancels_work) return let_go(attempt);
  if (attempt.stage == Stage::Hangs) go_on(number, Stage::LetGo, kWorksOn);
}

void Upstreams::begin(const Fault& fault) {
  weather_.begin(fault, queue_.now());
  if (fault.kind != FaultKind::Refused) return;
  pools_[fault.target].drop_all();
  for (std::uint32_t number = 0; number < attempts_.size(); ++number) {
    Attempt& attempt = attempts_[number];
    if (attempt.order.target.value != fault.target || !attempt.in_slot) continue;
    attempt.fate.mishap = Mishap::Cut;
    go_on(number, Stage::Breaks, Duration(0));
  }
}

void Upstreams::end(const Fault& fault) {
  weather_.end(fault);
  if (!is_of_gateway(fault.kind)) grant_slots(fault.target);
}

void Upstreams::lose_gateway() {
  for (std::uint32_t number = 0; number < attempts_.size(); ++number) {
    if (attempts_[number].open) close(number);
  }
  for (ConnectionPool& pool : pools_) pool = ConnectionPool();
}

bool Upstreams::may_have_executed(std::uint32_t number) const {
  const Attempt& attempt = attempts_[number];
  return attempt.sent && !attempt.error_said;
}

}  // namespace jurymast::sim
