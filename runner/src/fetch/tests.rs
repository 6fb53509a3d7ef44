//! Fetching from a server of our own that behaves badly.

use super::{Fetched, Patience, fetch};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// What the file is.
fn content() -> Vec<u8> {
    (0..200_000_u32).map(|at| (at * 7 % 251) as u8).collect()
}

/// How the server answers one request.
#[derive(Clone, Copy)]
enum Answer {
    /// All, or the part that was asked for.
    Well,
    /// As it should, but only so many bytes of it.
    BreaksOff(usize),
    /// All, whatever was asked for, and without a mark.
    Plain,
    /// Says that it is longer than it is.
    SaysMore,
    /// Says that it is shorter than it is.
    SaysLess,
    /// Another part than was asked for.
    WrongPart,
    Status(u16),
    /// Takes the request and hangs up.
    HangsUp,
    /// Takes the request and says nothing.
    Silent,
    /// A length of nothing.
    Empty,
}

/// A server that gives these answers, one a request, then well. Gives its address and the heads of requests.
fn server(answers: &[Answer]) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/model.onnx", listener.local_addr().unwrap());
    let (heads, heard) = channel();
    let answers = answers.to_vec();
    std::thread::spawn(move || {
        let (mut kept, mut answers): (Vec<TcpStream>, _) = (Vec::new(), answers.into_iter());
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut head = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            while reader.read_line(&mut head).unwrap_or(0) > 2 {}
            let answer = answers.next().unwrap_or(Answer::Well);
            let from =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("range: bytes=").map(str::to_owned));
            let from = from.and_then(|from| from.trim_end_matches('-').parse().ok()).unwrap_or(0);
            // Nobody has to listen to what a bad server heard or says.
            let _heard = heads.send(head);
            let _ended = give(&mut stream, answer, from);
            if matches!(answer, Answer::Silent) {
                kept.push(stream);
            }
        }
    });
    (address, heard)
}

fn give(stream: &mut TcpStream, answer: Answer, from: usize) -> std::io::Result<()> {
    let whole = content();
    let rest = &whole[from.min(whole.len())..];
    let head = |status: u16, length: usize, more: &str| {
        format!("HTTP/1.1 {status} Word\r\nContent-Length: {length}\r\nConnection: close\r\n{more}\r\n")
    };
    let marked = match from {
        0 => head(200, whole.len(), "ETag: \"one\"\r\n"),
        from => head(
            206,
            rest.len(),
            &format!("ETag: \"one\"\r\nContent-Range: bytes {from}-{}/{}\r\n", whole.len() - 1, whole.len()),
        ),
    };
    match answer {
        Answer::Well => {
            stream.write_all(marked.as_bytes())?;
            stream.write_all(rest)
        }
        Answer::BreaksOff(bytes) => {
            stream.write_all(marked.as_bytes())?;
            stream.write_all(&rest[..bytes])
        }
        Answer::Plain => {
            stream.write_all(head(200, whole.len(), "").as_bytes())?;
            stream.write_all(&whole)
        }
        Answer::SaysMore => {
            stream.write_all(head(200, whole.len() + 1000, "ETag: \"one\"\r\n").as_bytes())?;
            stream.write_all(&whole)
        }
        Answer::SaysLess => {
            stream.write_all(head(200, whole.len() - 1000, "").as_bytes())?;
            stream.write_all(&whole)
        }
        Answer::WrongPart => {
            let range = format!("ETag: \"one\"\r\nContent-Range: bytes 5-{}/{}\r\n", whole.len() - 1, whole.len());
            stream.write_all(head(206, whole.len() - 5, &range).as_bytes())?;
            stream.write_all(&whole[5..])
        }
        Answer::Status(status) => {
            stream.write_all(head(status, 4, "").as_bytes()).and_then(|()| stream.write_all(b"page"))
        }
        Answer::Empty => stream.write_all(head(200, 0, "").as_bytes()),
        Answer::HangsUp | Answer::Silent => Ok(()),
    }
}

fn patience() -> Patience {
    let short = Duration::from_millis(300);
    Patience { answer: short, bytes: short, pause: Duration::ZERO, tries: 3 }
}

fn get(sources: &[&str], folder: &Path) -> Result<Fetched, String> {
    let fetched = fetch(sources, &folder.join("model.onnx"), &patience(), &mut |_, _| ());
    fetched.map_err(|told| told.message)
}

/// Fetches from a server that gives these answers, and gives what was asked of it.
#[track_caller]
fn arrives(answers: &[Answer]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let (address, heads) = server(answers);
    let fetched = get(&[&address], folder.path()).unwrap();
    assert_eq!(fetched.from, address);
    assert!(std::fs::read(fetched.path).unwrap() == content());
    heads.try_iter().collect()
}

#[test]
fn a_file_that_breaks_off_is_continued_where_it_broke() {
    let asked = arrives(&[Answer::BreaksOff(70_000), Answer::BreaksOff(50_000)]);
    assert_eq!(asked.len(), 3);
    assert!(!asked[0].to_lowercase().contains("range:"));
    assert!(asked[1].to_lowercase().contains("range: bytes=70000-") && asked[1].contains("\"one\""), "{}", asked[1]);
    assert!(asked[2].to_lowercase().contains("range: bytes=120000-"), "{}", asked[2]);
}

#[test]
fn it_is_continued_also_by_the_next_program() {
    let folder = tempfile::tempdir().unwrap();
    let (address, heads) = server(&[Answer::BreaksOff(90_000), Answer::Status(404)]);
    assert!(get(&[&address], folder.path()).unwrap_err().contains("answered 404"));
    get(&[&address], folder.path()).unwrap();
    assert!(std::fs::read(folder.path().join("model.onnx")).unwrap() == content());
    assert!(heads.try_iter().last().unwrap().to_lowercase().contains("range: bytes=90000-"));
}

#[test]
fn a_part_is_never_continued_from_another_source_or_without_a_mark() {
    let folder = tempfile::tempdir().unwrap();
    let (first, _) = server(&[Answer::BreaksOff(1000), Answer::Status(404)]);
    let (second, heads) = server(&[]);
    let fetched = get(&[&first, &second], folder.path()).unwrap();
    assert_eq!(fetched.from, second);
    assert!(std::fs::read(fetched.path).unwrap() == content());
    assert!(!heads.try_iter().next().unwrap().to_lowercase().contains("range:"));
}

#[test]
fn servers_that_know_no_parts_or_give_wrong_ones_are_asked_for_all() {
    arrives(&[Answer::BreaksOff(1000), Answer::Plain]);
    arrives(&[Answer::BreaksOff(1000), Answer::WrongPart]);
    arrives(&[Answer::BreaksOff(1000), Answer::Status(416)]);
}

#[test]
fn a_server_with_trouble_is_asked_again_and_one_that_has_nothing_is_not() {
    assert_eq!(arrives(&[Answer::Status(500), Answer::Status(503)]).len(), 3);
    assert_eq!(arrives(&[Answer::HangsUp]).len(), 2);
    assert_eq!(arrives(&[Answer::Silent]).len(), 2);
    let folder = tempfile::tempdir().unwrap();
    let (gone, heads) = server(&[Answer::Status(404), Answer::Status(404)]);
    assert!(get(&[&gone], folder.path()).unwrap_err().ends_with("answered 404"));
    assert_eq!(heads.try_iter().count(), 1);
}

#[test]
fn what_never_comes_is_told_with_the_reason_of_each_source() {
    let folder = tempfile::tempdir().unwrap();
    let (broken, _) = server(&[Answer::Status(500); 9]);
    let (silent, _) = server(&[Answer::Silent; 9]);
    let (nothing, _) = server(&[Answer::Empty; 9]);
    let closed = format!("http://{}/", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    let told = get(&[&broken, &silent, &nothing, &closed, "no address"], folder.path()).unwrap_err();
    for reason in ["answered 500", "timeout", "gave nothing", "refused", "invalid uri"] {
        assert!(told.contains(reason), "{reason}: {told}");
    }
    assert_eq!(get(&[], folder.path()).unwrap_err(), "it has no source");
}

#[test]
fn a_length_that_is_a_lie_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let (more, _) = server(&[Answer::SaysMore; 9]);
    assert!(get(&[&more], folder.path()).is_err());
    // What is declared shorter arrives shorter: only the hash can tell, and does.
    let (less, _) = server(&[Answer::SaysLess]);
    let fetched = get(&[&less], folder.path()).unwrap();
    let mut bytes = Vec::new();
    std::fs::File::open(fetched.path).unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes.len(), content().len() - 1000);
}

#[test]
fn progress_counts_up_to_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (address, _) = server(&[Answer::BreaksOff(70_000)]);
    let heard = Mutex::new(Vec::new());
    let path = folder.path().join("model.onnx");
    fetch(&[&address], &path, &patience(), &mut |at, of| heard.lock().unwrap().push((at, of))).unwrap();
    let heard = heard.into_inner().unwrap();
    assert!(heard.contains(&(70_000, Some(200_000))));
    assert_eq!(heard.last(), Some(&(200_000, Some(200_000))));
}
