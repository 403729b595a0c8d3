#include <array>
#include <memory>

#include "base/assert.hpp"
#include "micro_case.hpp"
#include "policy/classify.hpp"
#include "policy/exchange.hpp"
#include "policy/test_world.hpp"

namespace jurymast::bench {
namespace {

using namespace policy;

constexpr Duration kBetweenRequests = std::chrono::milliseconds(1);

MicroCall classify_answer_of_200() {
  return [facts = Drive::good_answer()] {
    JURYMAST_ASSERT(classify_answer(facts, wire::ContentKind::Json, false) == FailureClass::Ok);
  };
}

MicroCall classify_error_of_503() {
  ResponseFacts facts;
  facts.status = 503;
  facts.content = wire::ContentKind::Json;
  facts.body_parsed = facts.error.present = true;
  facts.error.code = "server_is_overloaded";
  return [facts] { JURYMAST_ASSERT(classify_error(facts) == FailureClass::Overloaded); };
}

/// A primary and its fallback that do the same at every request; nothing is retried.
struct Requests {
  Requests() {
    facts.replay = true;
    world.target(0).breaker.enabled = false;
    world.adopt();
  }

  void tell(Exchange& exchange, const Event& event) { keep(exchange.on(event, world.port, world.now)); }
  void send(Exchange& exchange) {
    tell(exchange, event::Connected{.reused = true});
    tell(exchange, event::RequestSent{});
  }
  void fail(Exchange& exchange) {
    send(exchange);
    tell(exchange, event::Head{503, wire::ContentKind::Json, false, {}});
    tell(exchange, event::ErrorBody{.parsed = true, .facts = {}});
  }
  void answer(Exchange& exchange) {
    send(exchange);
    tell(exchange, event::Head{200, wire::ContentKind::Json, false, {}});
    tell(exchange, event::BodyComplete{good});
  }

  World world;
  RequestFacts facts;
  wire::AnswerFacts good = Drive::good_answer();
};

MicroCall exchange_with(unsigned failures) {
  return [requests = std::make_shared<Requests>(), failures] {
    requests->world.advance(kBetweenRequests);
    Exchange exchange(requests->facts, requests->world.snapshot, Random(1));
    keep(exchange.start(requests->world.port, requests->world.now));
    for (unsigned i = 0; i < failures; ++i) requests->fail(exchange);
    requests->answer(exchange);
    JURYMAST_ASSERT(exchange.finished() && exchange.decision().outcome == record::Outcome::Complete);
    JURYMAST_ASSERT(exchange.decision().attempts.size() == failures + 1);
  };
}

MicroCall exchange_served() { return exchange_with(0); }
MicroCall exchange_rescued() { return exchange_with(1); }

constexpr std::array kCases{
    MicroCase{"policy/classify_answer", classify_answer_of_200},
    MicroCase{"policy/classify_error", classify_error_of_503},
    MicroCase{"policy/exchange_served", exchange_served},
    MicroCase{"policy/exchange_rescued", exchange_rescued},
};

}  // namespace

std::span<const MicroCase> policy_cases() { return kCases; }

}  // namespace jurymast::bench
