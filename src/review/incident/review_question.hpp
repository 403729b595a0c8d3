#pragma once
#include <array>
#include <cstddef>
#include <string_view>

namespace jurymast::review {

/// The part of an incident that a question asks about.
enum class ReviewPart : unsigned char { Detection, Diagnosis, Mitigation, Recovery, Prevention };
inline constexpr std::array<std::string_view, 5> kReviewPartNames{"detection", "diagnosis", "mitigation", "recovery", "prevention"};
constexpr std::string_view name_of(ReviewPart v) { return kReviewPartNames[static_cast<std::size_t>(v)]; }

/// One question of a review.
struct ReviewQuestion {
  std::string_view name;  ///< stable: records of answers carry it
  ReviewPart part = ReviewPart::Detection;
  std::string_view words;
  std::string_view asked_of;  ///< the person who could answer what the log leaves open
};

inline constexpr std::size_t kReviewQuestionCount = 23;

/// All questions, in the order in which they are asked.
const std::array<ReviewQuestion, kReviewQuestionCount>& review_questions();
/// The question of that name; null: none.
const ReviewQuestion* review_question(std::string_view name);

}  // namespace jurymast::review
