//! Variables that name a proxy are ignored: behind one, the guard of addresses would judge the proxy's.

use contracts::{
    net::{DEADLINE, client_over, post},
    raw_server::{RawServer, Then},
    tls::TestAuthority,
};
use rustls::version::TLS13;
use tokio::process::Command;

const HOST: &str = "warehouse.partner.test";
const NET: &str = "TEST_NET_OF_THE_PROXY_TEST";
const PROXY_VARIABLES: [&str; 6] =
    ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"];

#[tokio::test]
async fn pd_039_a_proxy_in_the_environment_is_never_asked() {
    let (authority, proxy) = (TestAuthority::new(), RawServer::over_tcp("HTTP/1.1 200 OK\r\n\r\n").await);
    let answer = "HTTP/1.1 204 No Content\r\n\r\n";
    let partner = RawServer::over_tls(authority.server(&[HOST], HOST, &[&TLS13]), answer, Then::Stay).await;
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "proxy::in_a_process_with_proxy_variables", "--ignored"]);
    child.env(NET, authority.net(HOST, partner.address()));
    child.envs(PROXY_VARIABLES.map(|name| (name, format!("http://{}", proxy.address()))));
    child.env_remove("NO_PROXY").env_remove("no_proxy");
    let ended = child.output().await.unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
    assert_eq!(partner.seen().requests.len(), 1);
    assert_eq!(proxy.seen().connections, 0);
}

#[tokio::test]
#[ignore = "run by the test above, in a process whose environment it prepares"]
async fn in_a_process_with_proxy_variables() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test above speaks to this one through the environment"
    )]
    let net = std::env::var(NET).expect("this test is run by the one above");
    let told = post(&client_over(&net, DEADLINE), HOST).await;
    assert_eq!(told.unwrap().status, 204);
}
