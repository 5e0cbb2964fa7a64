//! Where the servers of the harness run: on threads of their own, so that a test may block.

use std::net::SocketAddr;
use std::sync::LazyLock;

use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::task::{JoinHandle, JoinSet};

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(2).thread_name("harness").enable_all();
    builder.build().expect("a runtime for the servers of the harness")
});

/// A server that ends, with all its connections, when it is dropped.
#[derive(Debug)]
pub(crate) struct Server(JoinHandle<()>);

impl Server {
    /// Serves each connection to a free port of 127.0.0.1 by `session`.
    pub(crate) async fn start<Session, Work>(session: Session) -> (SocketAddr, Self)
    where
        Session: Fn(TcpStream) -> Work + Send + 'static,
        Work: Future<Output = ()> + Send + 'static,
    {
        let listener = RUNTIME.spawn(TcpListener::bind("127.0.0.1:0")).await;
        let listener = listener.expect("binding ends").expect("a free port");
        let address = listener.local_addr().expect("the port that was bound");
        let accepting = async move {
            let mut sessions = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                // Without this, each short answer waits for the one before it to be acknowledged.
                stream.set_nodelay(true).expect("a TCP option");
                sessions.spawn(session(stream));
                while sessions.try_join_next().is_some() {}
            }
        };
        (address, Self(RUNTIME.spawn(accepting)))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.abort();
    }
}
