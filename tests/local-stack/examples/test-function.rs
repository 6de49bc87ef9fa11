//! A function for the tests of `lambda`: does what each event says, over nothing but a socket.

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process, thread,
    time::Duration,
};

use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// An event or an answer of the Runtime API.
struct Message {
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

/// A connection kept open to the Runtime API.
struct Runtime {
    connection: BufReader<TcpStream>,
}

fn main() -> Outcome<()> {
    let variables: BTreeMap<String, String> = env::vars().collect();
    let mut runtime = Runtime::connect(&variables["AWS_LAMBDA_RUNTIME_API"])?;
    match variables.get("TEST_INIT").map(String::as_str) {
        Some("fail") => {
            let error = json!({"errorType": "Test.InitFailed", "errorMessage": "as asked"});
            runtime.call("POST", "init/error", error.to_string().as_bytes())?;
            process::exit(1);
        }
        Some("exit") => process::exit(7),
        Some("hang") => thread::sleep(Duration::MAX),
        _ => {}
    }
    for count in 1.. {
        let event = runtime.call("GET", "invocation/next", b"")?;
        runtime.work(&event, count, &variables)?;
    }
    Ok(())
}

impl Runtime {
    fn connect(address: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { connection: BufReader::new(stream) })
    }

    /// Does one event. Small ones are JSON that says what to do; a large one is answered by its length.
    fn work(&mut self, event: &Message, count: u32, variables: &BTreeMap<String, String>) -> Outcome<()> {
        let id = event.headers["lambda-runtime-aws-request-id"].clone();
        let order: Value = serde_json::from_slice(&event.body)?;
        if let Some(word) = order["say"].as_str() {
            writeln!(std::io::stdout(), "{word}")?;
        }
        match order["do"].as_str() {
            Some("environment") => self.respond(&id, &json!(variables)),
            Some("headers") => self.respond(&id, &json!(event.headers)),
            Some("length") => self.respond(&id, &json!(event.body.len())),
            Some("large") => self.respond(&id, &json!("x".repeat(number(&order, "bytes")?))),
            Some("hang") => {
                thread::sleep(Duration::MAX);
                Ok(())
            }
            Some("sleep") => {
                thread::sleep(Duration::from_millis(number(&order, "ms")?));
                self.respond(&id, &who(count))
            }
            Some("exit") => process::exit(number(&order, "status")?),
            Some("abort") => process::abort(),
            Some("answer-and-exit") => {
                self.respond(&id, &who(count))?;
                process::exit(0)
            }
            Some("fail") => {
                let error = json!({"errorType": "Test.Failed", "errorMessage": "as asked"});
                self.call("POST", &format!("invocation/{id}/error"), error.to_string().as_bytes()).map(drop)
            }
            Some("print") => {
                print(&order)?;
                self.respond(&id, &who(count))
            }
            Some("reply") => self.respond(&id, &order["reply"]),
            _ => self.respond(&id, &who(count)),
        }
    }

    fn respond(&mut self, id: &str, answer: &Value) -> Outcome<()> {
        self.call("POST", &format!("invocation/{id}/response"), answer.to_string().as_bytes()).map(drop)
    }

    fn call(&mut self, method: &str, path: &str, body: &[u8]) -> Outcome<Message> {
        let head = format!(
            "{method} /2018-06-01/runtime/{path} HTTP/1.1\r\nHost: runtime\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let stream = self.connection.get_mut();
        stream.write_all(head.as_bytes())?;
        stream.write_all(body)?;
        self.read()
    }

    fn read(&mut self) -> Outcome<Message> {
        let mut headers = BTreeMap::new();
        let mut line = String::new();
        self.connection.read_line(&mut line)?;
        loop {
            line.clear();
            if self.connection.read_line(&mut line)? == 0 {
                return Err("the Runtime API hung up".into());
            }
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            headers.insert(name.to_ascii_lowercase(), value.to_owned());
        }
        let length = headers.get("content-length").map_or(Ok(0), |length| length.parse())?;
        let mut body = vec![0; length];
        self.connection.read_exact(&mut body)?;
        Ok(Message { headers, body })
    }
}

fn number<T: TryFrom<u64, Error: Error + 'static>>(order: &Value, name: &str) -> Outcome<T> {
    Ok(order[name].as_u64().ok_or("the order lacks a number")?.try_into()?)
}

/// Which process answers, and how many events it has seen.
fn who(count: u32) -> Value {
    json!({"pid": process::id(), "count": count})
}

/// Prints each line of the order to the stream it names, in order.
fn print(order: &Value) -> Outcome<()> {
    for line in order["lines"].as_array().into_iter().flatten() {
        let text = line["text"].as_str().unwrap_or_default();
        match line["to"].as_str() {
            Some("stderr") => writeln!(std::io::stderr(), "{text}")?,
            _ => writeln!(std::io::stdout(), "{text}")?,
        }
    }
    Ok(())
}
