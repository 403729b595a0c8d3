#include "record/member_writer.hpp"

#include "crypto/base64.hpp"
#include "crypto/hex.hpp"

namespace jurymast::record {

void MemberWriter::identifiers(Told told, const std::vector<std::string>& values) {
  if (values.empty()) return;
  line_.open_array(told.name);
  for (std::size_t i = 0; i < std::min(values.size(), kIdentifiersMax); ++i) line_.element(values[i]);
  line_.close_array();
}

void MemberWriter::labels(Told told, const NamedLabels& values) {
  if (values.empty()) return;
  line_.open_object(told.name);
  for (std::size_t i = 0; i < std::min(values.size(), kLabelsMax); ++i) line_.label(values[i].first, values[i].second);
  line_.close_object();
}

void MemberWriter::links(Told told, const std::vector<Link>& values) {
  if (values.empty()) return;
  line_.open_array(told.name);
  for (std::size_t i = 0; i < std::min(values.size(), kLinksMax); ++i) line_.word_element(values[i].text());
  line_.close_array();
}

void MemberWriter::bytes(Told told, std::string_view value) {
  line_.word(told.name, crypto::to_base64({reinterpret_cast<const unsigned char*>(value.data()), value.size()}));
}

void MemberWriter::digest(Told told, const std::optional<DigestBytes>& value) {
  if (value) line_.word(told.name, "sha256:" + crypto::to_hex(*value));
}

}  // namespace jurymast::record
