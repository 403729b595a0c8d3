#pragma once
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "record/shape.hpp"

namespace jurymast::review {

/// What an object of a record may hold, as the room `record` describes its kinds and forms. What is beyond it was written down
/// without anybody deciding to.
class RecordVocabulary {
 public:
  /// The members of one object; null: its names are open, as those of labels are.
  using Members = const std::vector<record::Member>*;

  RecordVocabulary();
  /// Of a kind of record; none: the log holds no such kind.
  std::optional<Members> of_kind(std::string_view kind) const;
  /// Of the rendered form that alone has a member of this name; none: no form has, or several have.
  std::optional<Members> of_form_with(std::string_view member) const;
  /// The member of that name; null: the object may have none. Every line may say its number, its checksum and what was scrubbed.
  static const record::Member* find(Members members, std::string_view name);

 private:
  std::map<std::string_view, std::vector<record::Member>> kinds_;
  std::vector<std::vector<record::Member>> forms_;
};

/// True for the members that hold sentences of people, which are linted as notes.
bool is_free_text(std::string_view name);
/// True for names under which prompts, answers, headers and keys are known elsewhere.
bool is_forbidden_member(std::string_view name);

}  // namespace jurymast::review
