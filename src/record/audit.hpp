#pragma once
#include <string>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "record/shape.hpp"

namespace jurymast::record {

/// Somebody changed something through the admin API; what became of it stands in the records beside it.
struct AuditRecord {
  WallTime at;
  OperationId id;
  std::string person;  ///< whose token asked
  std::string role;    ///< that the token has
  std::string method;
  std::string path;  ///< of the route; a `*` stands for the segment that it leaves open
  friend bool operator==(const AuditRecord&, const AuditRecord&) = default;
};
std::string render(const AuditRecord& record);
Result<AuditRecord> read_audit(std::string_view record);
KindShape audit_shape();

}  // namespace jurymast::record
