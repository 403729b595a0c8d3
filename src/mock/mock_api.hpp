#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "mock/answer.hpp"
#include "mock/documentation.hpp"
#include "mock/plan.hpp"
#include "mock/response_store.hpp"
#include "mock/rules.hpp"

namespace jurymast::mock {

/// What the imitated API is like.
struct ApiSettings {
  std::string tag;
  Pace pace;
  std::vector<std::string> models;  ///< empty: every model exists
  bool require_key = false;         ///< a request without a bearer key gets 401
  std::vector<FaultRule> rules;
};

/// A request as the API sees it. Views must live as long as it does.
struct Incoming {
  std::string_view method;
  std::string_view path;
  std::string_view query;
  std::string_view authorization;
  std::optional<Family> creates;       ///< the family of the answer it creates
  std::optional<ReadApiRequest> read;  ///< its body, where it creates one
  bool connection_closes = false;
  std::uint64_t attempt = 0;

  Asked asked() const;
};

/// Splits the target.
Incoming read_incoming_head(std::string_view method, std::string_view target);
/// Splits the target and reads the body.
Incoming read_incoming(std::string_view method, std::string_view target, std::string_view body);

/// The moment a request is answered.
struct ApiMoment {
  MonotonicTime now;
  std::int64_t wall_s = 0;
};

/// The imitated API: request, state and time in, a plan out. No socket, no clock.
class MockApi {
 public:
  MockApi(ApiSettings settings, MonotonicTime now);

  struct Planned {
    Plan plan;
    Fault fault;
  };
  Planned answer(const Incoming& incoming, const ApiMoment& moment);
  /// The answer to a head whose body is not waited for, where a rule says so.
  std::optional<Planned> answer_early(const Incoming& incoming, const ApiMoment& moment);

  void set_rules(std::vector<FaultRule> rules, MonotonicTime now) { rules_.replace(std::move(rules), now); }
  std::vector<FaultRule> rules() const { return rules_.rules(); }
  /// Every request gets this fault until then, whatever the rules say.
  void set_outage(const Fault& fault, MonotonicTime until) { outage_ = Outage{fault, until}; }
  void end_outage() { outage_.reset(); }
  void set_pace(const Pace& pace) { pace_ = pace; }
  const Pace& pace() const { return pace_; }
  /// The mock's own pages.
  Documentation& documentation() { return documentation_; }
  /// Everything as it was at the start.
  void reset(MonotonicTime now);

 private:
  struct Outage {
    Fault fault;
    MonotonicTime until;
  };
  Result<Fault> choose_fault(const Incoming& incoming, MonotonicTime now);
  Answer compose(const Incoming& incoming, const Fault& fault, const ApiMoment& moment);
  Answer create(const Incoming& incoming, const Fault& fault, const ApiMoment& moment);
  Answer stored(const Incoming& incoming, std::string_view rest, const ApiMoment& moment);
  Answer models(std::string_view id) const;
  std::optional<ApiError> objection(const ApiRequest& request);
  std::optional<ApiError> key_objection(const Incoming& incoming) const;
  bool knows(std::string_view model) const;
  LayOutContext context_of(const Incoming& incoming) const;

  ApiSettings settings_;
  Pace pace_;
  RuleList rules_;
  std::optional<Outage> outage_;
  ResponseStore responses_;
  Documentation documentation_;
};

}  // namespace jurymast::mock
