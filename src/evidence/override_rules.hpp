#pragma once
#include <initializer_list>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "evidence/override_book.hpp"

namespace jurymast::evidence {

/// What an action needs.
struct OverrideRule {
  bool stands;    ///< until it ends; else it is done at once
  bool approver;  ///< another person must agree, since it takes more risk than the configuration does
  bool ticket;
  bool target;
  bool every_route;         ///< may be said of all routes
  std::string_view values;  ///< the words it may take; empty: it takes none
};

OverrideRule override_rule(record::OverrideAction action);

/// Whether it names persons, reason, ticket, time and value as its action needs them; fails as OverrideBook::ask() does.
Result<void> check_override_ask(const OverrideAsk& asked);

/// Each a member and its text: fails with Invalid where a record would hold it as another one.
Result<void> check_record_names(std::initializer_list<std::pair<std::string_view, std::string_view>> names);

}  // namespace jurymast::evidence
