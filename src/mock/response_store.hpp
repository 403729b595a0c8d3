#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "mock/answer.hpp"
#include "mock/responses_answer.hpp"

namespace jurymast::mock {

/// Responses that are kept; the oldest is forgotten first.
inline constexpr std::size_t kResponsesKept = 1024;

/// A response that can be asked for again. Its text is not kept: it follows from the rest.
struct StoredResponse {
  ApiRequest request;
  Fault fault;
  AnswerIdentity identity;
  Pace pace;
  MonotonicTime since;
  bool cancelled = false;

  /// A background response is queued for half of its time and in progress for the other half.
  ResponseStage stage_at(MonotonicTime now) const;
  AnswerInput answer() const;
};

/// The responses that were to be stored, by id.
class ResponseStore {
 public:
  void put(StoredResponse response);
  /// Valid until the next put, erase or clear; nullptr for an unknown id.
  StoredResponse* find(std::string_view id);
  bool erase(std::string_view id);
  void clear();

 private:
  std::map<std::string, StoredResponse, std::less<>> by_id_;
  std::deque<std::string> order_;
};

}  // namespace jurymast::mock
