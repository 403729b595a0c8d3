#pragma once
#include <string>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "record/shape.hpp"

namespace jurymast::record {

/// An application could not use an answer that it had got.
struct FeedbackRecord {
  WallTime at;
  OperationId id;
  OperationId operation;  ///< whose answer it was
  std::string route;
  std::string target;  ///< which gave it
  std::string person;  ///< whose token said so
  friend bool operator==(const FeedbackRecord&, const FeedbackRecord&) = default;
};
std::string render(const FeedbackRecord& record);
Result<FeedbackRecord> read_feedback(std::string_view record);
KindShape feedback_shape();

}  // namespace jurymast::record
