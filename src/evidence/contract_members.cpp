#include "evidence/contract_members.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace jurymast::evidence {
namespace {

using Json = nlohmann::json;

/// One step of a pointer, unescaped.
std::string name_of_step(std::string_view step) {
  std::string name;
  for (std::size_t i = 0; i < step.size(); ++i) {
    const bool escape = step[i] == '~' && i + 1 < step.size();
    name += !escape ? step[i] : step[i + 1] == '1' ? '/' : '~';
    if (escape) ++i;
  }
  return name;
}

}  // namespace

bool has_member(const Json& value, std::string_view pointer) {
  if (pointer.empty()) return true;
  const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
  const std::string_view step = pointer.substr(1, end - 1);
  const std::string_view rest = pointer.substr(end);
  if (step == "*") {
    return value.is_array() && std::all_of(value.begin(), value.end(), [&](const Json& item) { return has_member(item, rest); });
  }
  if (!value.is_object()) return false;
  const auto found = value.find(name_of_step(step));
  return found != value.end() && has_member(*found, rest);
}

void find_missing(const Json& value, const std::vector<std::string>& pointers, const std::string& root,
                  ContractFindings& findings) {
  for (const std::string& pointer : pointers) {
    if (!has_member(value, pointer)) findings.add(Deviation::MemberMissing, root + pointer);
  }
}

std::string_view text_of(const Json& object, const char* name) {
  if (!object.is_object()) return {};
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return {};
  return found->get_ref<const std::string&>();
}

bool carries_error(const Json& object) {
  const auto found = object.find("error");
  if (found == object.end() || found->is_null()) return false;
  if (found->is_boolean()) return found->get<bool>();
  return found->is_string() ? !found->get_ref<const std::string&>().empty() : !found->empty();
}

}  // namespace jurymast::evidence
