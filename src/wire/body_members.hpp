#pragma once
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "wire/json_text.hpp"
#include "wire/text_edits.hpp"

namespace jurymast::wire {

/// How many members a body may have that is to be changed.
inline constexpr std::size_t kBodyMembersMax = 1024;

/// One member of a body's outermost object, and where it stands.
struct BodyMember {
  std::string name;  ///< decoded
  TextSpan key;      ///< quotes included
  TextSpan value;
};

/// The members of a body's outermost object in the order they came.
class BodyMembers {
 public:
  /// Reads the body strictly; fails where it is no JSON object or has more than kBodyMembersMax members.
  static Result<BodyMembers> read(PaddedText body, JsonScratch& scratch);

  /// Fails if one of the names comes twice: two readers could pick different ones.
  Result<void> check_given_once(std::initializer_list<std::string_view> names) const;
  /// The first member of that name, or nullptr.
  const BodyMember* find(std::string_view name) const;
  std::size_t index_of(const BodyMember& member) const { return static_cast<std::size_t>(&member - members_.data()); }
  /// An edit of the object that changes nothing yet.
  ListEdit list_edit() const;

 private:
  std::size_t begin_ = 0;
  std::vector<BodyMember> members_;
};

}  // namespace jurymast::wire
