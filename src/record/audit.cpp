#include "record/audit.hpp"

#include "record/member_reader.hpp"
#include "record/member_shapes.hpp"
#include "record/member_writer.hpp"

namespace jurymast::record {

template <class Form, SomeOf<AuditRecord> Record>
void describe(Form& form, Record& record) {
  form.id({"id", "the record's own id"}, record.id);
  form.time({"ts", "when it was done"}, record.at);
  form.identifier({"person", "whose token asked for it"}, record.person);
  form.identifier({"role", "the role of that token"}, record.role);
  form.identifier({"method", "of the request"}, record.method);
  form.identifier({"path", "of the route; `*` stands for the segment that it leaves open"}, record.path);
}

std::string render(const AuditRecord& record) { return write_record("audit", record); }

Result<AuditRecord> read_audit(std::string_view record) { return read_record<AuditRecord>("audit", record); }

KindShape audit_shape() {
  return shape_of<AuditRecord>("audit",
                               "somebody changed something through the admin API; what came of it stands in the records beside it");
}

}  // namespace jurymast::record
