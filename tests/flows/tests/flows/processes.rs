//! What Linux tells of processes: their children, and what they listen on.

use std::{
    collections::BTreeSet,
    fs,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

/// The state `LISTEN` in `/proc/net/tcp`.
const LISTEN: &str = "0A";

/// The processes that `process` has started and that still run.
pub(crate) fn children(process: u32) -> Vec<u32> {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).unwrap();
    let lists = tasks.map(|task| fs::read_to_string(task.unwrap().path().join("children")).unwrap());
    lists.flat_map(|list| list.split_whitespace().map(|id| id.parse().unwrap()).collect::<Vec<_>>()).collect()
}

/// Every address on which one of `processes` takes connections.
pub(crate) fn listeners(processes: &[u32]) -> Vec<SocketAddr> {
    let sockets: BTreeSet<String> = processes.iter().flat_map(|process| sockets(*process)).collect();
    let tables =
        ["/proc/net/tcp", "/proc/net/tcp6"].map(|table| fs::read_to_string(table).unwrap_or_default());
    let rows = tables.iter().flat_map(|table| table.lines().skip(1));
    let rows = rows.map(|row| row.split_whitespace().collect::<Vec<_>>());
    rows.filter(|row| row[3] == LISTEN && sockets.contains(row[9])).map(|row| address(row[1])).collect()
}

/// The inodes of a process's sockets.
fn sockets(process: u32) -> Vec<String> {
    let files = fs::read_dir(format!("/proc/{process}/fd")).unwrap();
    let targets = files.filter_map(|file| fs::read_link(file.ok()?.path()).ok());
    let inode = |target: &str| target.strip_prefix("socket:[")?.strip_suffix(']').map(str::to_owned);
    targets.filter_map(|target| inode(target.to_str()?)).collect()
}

/// `0100007F:1F90` is 127.0.0.1:8080: words in the machine's order, written in hexadecimal.
fn address(text: &str) -> SocketAddr {
    let (ip, port) = text.split_once(':').unwrap();
    let words = ip.as_bytes().chunks(8).map(|word| str::from_utf8(word).unwrap());
    let bytes = words.flat_map(|word| u32::from_str_radix(word, 16).unwrap().to_ne_bytes());
    let bytes: Vec<u8> = bytes.collect();
    let ip = match <[u8; 4]>::try_from(bytes.as_slice()) {
        Ok(four) => IpAddr::V4(Ipv4Addr::from(four)),
        Err(_) => IpAddr::V6(Ipv6Addr::from(<[u8; 16]>::try_from(bytes.as_slice()).unwrap())),
    };
    SocketAddr::new(ip, u16::from_str_radix(port, 16).unwrap())
}

#[test]
fn an_address_is_read_as_linux_writes_it() {
    assert_eq!(address("0100007F:1F90"), "127.0.0.1:8080".parse().unwrap());
    assert_eq!(address("00000000:0050"), "0.0.0.0:80".parse().unwrap());
    assert_eq!(address("00000000000000000000000000000000:0050"), "[::]:80".parse().unwrap());
}
