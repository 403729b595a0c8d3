#include "record/contract.hpp"

#include <fmt/format.h>

#include "crypto/hex.hpp"
#include "record/member_reader.hpp"
#include "record/member_shapes.hpp"
#include "record/member_writer.hpp"

namespace jurymast::record {
namespace {

constexpr std::size_t kDayCharacters = 10;
constexpr std::size_t kVersionDigits = 12;

}  // namespace

template <class Form, SomeOf<ContractRecord> Record>
void describe(Form& form, Record& record) {
  form.id({"id", "the record's own id"}, record.id);
  form.time({"ts", "when it was written"}, record.at);
  form.word({"family", "the API family that the page documents"}, record.family, kFamilyNames);
  form.identifier({"pack", "the contract pack whose page was read", "not said"}, record.pack);
  form.digest({"pack_digest", "of the contract pack's text", "not known"}, record.pack_digest);
  form.identifier({"http_route", "the documented path"}, record.http_route);
  form.word({"auth_scheme", "how the documentation wants the key"}, record.auth_scheme, kAuthSchemeNames);
  form.link({"source", "the page that was read"}, record.source);
  form.time({"accessed", "when it was read"}, record.accessed);
  form.word({"reachable", "whether the page could be read then"}, record.reachable, kTriNames);
  form.word({"listed", "whether the documentation's index names the page"}, record.listed, kTriNames);
  form.count({"status", "HTTP status of the page", "no response"}, record.status);
  form.digest({"digest", "of the page's bytes", "it was not read"}, record.digest);
  form.flag({"supplied", "the page came out of a file that a person saved, and the day is what this person states", "false"},
            record.supplied);
  form.links({"links", "other pages that support it", "none"}, record.links);
}

std::string render(const ContractRecord& record) { return write_record("contract", record); }

Result<ContractRecord> read_contract(std::string_view record) { return read_record<ContractRecord>("contract", record); }

KindShape contract_shape() {
  return shape_of<ContractRecord>("contract", "what a provider's documentation says of one API family, and when it was read");
}

std::string version_of(const ContractRecord& contract) {
  if (!contract.digest) return {};
  return fmt::format("{}@{}#{}", name_of(contract.family), to_rfc3339(contract.accessed).substr(0, kDayCharacters),
                     crypto::to_hex(*contract.digest).substr(0, kVersionDigits));
}

}  // namespace jurymast::record
