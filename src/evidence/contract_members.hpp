#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "evidence/contract_finding.hpp"

namespace jurymast::evidence {

/// True if the member at the pointer stands wherever it could; `*` is every position of a list, and an empty list lacks nothing.
bool has_member(const nlohmann::json& value, std::string_view pointer);

/// Tells every pointer whose member is missing; `root` is where `value` itself stands.
void find_missing(const nlohmann::json& value, const std::vector<std::string>& pointers, const std::string& root,
                  ContractFindings& findings);

/// The text of a member at the top of an object; empty where it is none.
std::string_view text_of(const nlohmann::json& object, const char* name);

/// True if the object has an `error` that says something: neither null nor false nor empty.
bool carries_error(const nlohmann::json& object);

}  // namespace jurymast::evidence
