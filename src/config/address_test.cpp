#include "config/address.hpp"

#include <gtest/gtest.h>

namespace jurymast::config {
namespace {

TEST(BaseUrl, ReadsSchemeHostPortAndPath) {
  const auto origin = parse_base_url("http://Example.COM:8080/a/b/");
  ASSERT_TRUE(origin.has_value());
  EXPECT_FALSE(origin->tls);
  EXPECT_EQ(origin->host, "example.com");
  EXPECT_EQ(origin->port, 8080);
  EXPECT_EQ(origin->path_prefix, "/a/b");
}

TEST(BaseUrl, TakesTheDefaultPortOfItsScheme) {
  EXPECT_EQ(parse_base_url("https://a.example")->port, 443);
  EXPECT_EQ(parse_base_url("http://a.example")->port, 80);
  EXPECT_EQ(parse_base_url("https://a.example")->path_prefix, "");
}

TEST(BaseUrl, ReadsAnIpv6HostWithoutItsBrackets) {
  const auto origin = parse_base_url("https://[2001:db8::1]:8443/v1");
  ASSERT_TRUE(origin.has_value());
  EXPECT_EQ(origin->host, "2001:db8::1");
  EXPECT_EQ(origin->port, 8443);
}

TEST(BaseUrl, RefusesWhatCouldBeReadInTwoWays) {
  for (const char* text : {"",
                           "https://",
                           "https://:443",
                           "https://a b",
                           "https://a.example:",
                           "https://a.example:+1",
                           "https://a.example:70000",
                           "https://127.1",
                           "https://0x7f000001",
                           "https://1.2.3.4.5",
                           "https://a..b",
                           "https://-a.example",
                           "https://a.example//v1",
                           "https://a.example/./v1",
                           "https://a.example/%2e%2e",
                           "https://a.example\\v1",
                           "https://[::1",
                           "https://[a.example]",
                           "https://[::1]v1",
                           "https://a.example\r\nX: y",
                           "HTTPS://a.example",
                           "https://a.example/v1/responses"}) {
    EXPECT_FALSE(parse_base_url(text).has_value()) << text;
  }
}

TEST(BaseUrl, ErrorsNeverRepeatTheText) {
  for (const char* text : {"https://u:planted@a.example", "https://a.example?planted", "https://a.example#planted",
                           "planted://a", "https://planted planted", "https://a.example:planted"}) {
    const auto origin = parse_base_url(text);
    ASSERT_FALSE(origin.has_value()) << text;
    EXPECT_EQ(origin.error().message.find("planted"), std::string::npos) << origin.error().message;
  }
}

TEST(Reach, TellsLoopbackPrivateAndPublicApart) {
  for (const char* host : {"localhost", "127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_EQ(reach_of(host), Reach::Loopback) << host;
  }
  for (const char* host : {"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
                           "0.0.0.0", "fd00::1", "fe80::1", "::", "::ffff:10.0.0.1"}) {
    EXPECT_EQ(reach_of(host), Reach::Private) << host;
  }
  for (const char* host :
       {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2001:db8::1", "api.example.com", "localhost.example.com"}) {
    EXPECT_EQ(reach_of(host), Reach::Public) << host;
  }
}

TEST(ListenAddressText, ReadsAddressesAndSockets) {
  const auto v4 = parse_listen("0.0.0.0:0");
  ASSERT_TRUE(v4.has_value());
  EXPECT_FALSE(v4->is_local());
  const auto v6 = parse_listen("[::1]:8081");
  ASSERT_TRUE(v6.has_value());
  EXPECT_EQ(v6->host, "::1");
  EXPECT_EQ(v6->port, 8081);
  EXPECT_TRUE(v6->is_local());
  EXPECT_TRUE(parse_listen("localhost:8080")->is_local());
  EXPECT_TRUE(parse_listen("unix:/run/a.sock")->is_local());
}

TEST(ListenAddressText, RefusesNamesAndMissingPorts) {
  for (const char* text : {"", ":8080", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http", "example.com:80", "::1:80",
                           "*:80", "unix:relative", "unix:", "127.0.0.1:80:80"}) {
    EXPECT_FALSE(parse_listen(text).has_value()) << text;
  }
  EXPECT_FALSE(parse_listen("unix:/" + std::string(107, 'a')).has_value());
}

}  // namespace
}  // namespace jurymast::config
