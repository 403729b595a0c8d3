#include "wire/header_fields.hpp"

#include "wire/http_chars.hpp"

namespace jurymast::wire {

bool same_header_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (to_lower(a[i]) != to_lower(b[i])) return false;
  }
  return true;
}

bool HeaderFields::push(HeaderField field) {
  if (size_ == fields_.size()) return false;
  fields_[size_++] = field;
  return true;
}

const HeaderField* HeaderFields::find(std::string_view name) const {
  for (const HeaderField& field : *this) {
    if (same_header_name(field.name, name)) return &field;
  }
  return nullptr;
}

std::string_view HeaderFields::value(std::string_view name) const {
  const HeaderField* field = find(name);
  return field == nullptr ? std::string_view() : field->value;
}

}  // namespace jurymast::wire
