//! `osready completions` and `osready man`: generated from the definition of the arguments.

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::Args;
use clap_complete::Shell;

use super::console::Console;
use super::destination::Destination;
use super::exit_code::FAILED;
use super::links::refuse_links;
use super::replace::put;

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  osready completions bash > ~/.local/share/bash-completion/completions/osready
  osready completions zsh > ~/.zfunc/_osready
  osready completions fish > ~/.config/fish/completions/osready.fish
  osready completions powershell >> $PROFILE";

/// Print a shell completion script.
#[derive(Debug, Args)]
#[command(after_help = COMPLETIONS_EXAMPLES)]
pub(super) struct Completions {
    /// The shell to complete for.
    shell: Shell,

    #[command(flatten)]
    destination: Destination,
}

const MAN_EXAMPLES: &str = "\
Examples:
  osready man | man -l -
  osready man --output ~/.local/share/man/man1";

/// Print the manual page, or write the pages of all commands.
#[derive(Debug, Args)]
#[command(after_help = MAN_EXAMPLES)]
pub(super) struct Man {
    /// Write a page for osready and one for each command to this folder.
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// Prints a shell completion script.
pub(super) fn completions(
    arguments: &Completions,
    mut command: clap::Command,
    output: &Console,
) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "osready", &mut script);
    arguments.destination.run::<()>(None, Vec::new, output, |output| {
        output.out_bytes(&script);
        0
    })
}

/// Prints the manual page, or writes all of them. Returns the exit code.
pub(super) fn man(arguments: &Man, mut command: clap::Command, output: &Console) -> u8 {
    command.build();
    let Some(folder) = &arguments.output else {
        match page(&command) {
            Ok(page) => output.out_bytes(&page),
            Err(error) => {
                output.print_error(&format!("the manual page could not be generated: {error}"));
                return FAILED;
            }
        }
        return 0;
    };
    match write_all(&command, folder) {
        Ok(()) => 0,
        Err(error) => {
            output.print_error(&format!("{}: {error}", folder.display()));
            FAILED
        }
    }
}

fn page(command: &clap::Command) -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    Ok(page)
}

fn write_all(command: &clap::Command, folder: &Path) -> std::io::Result<()> {
    // Do not create folders through a link either.
    refuse_links(&folder.join("osready.1"))?;
    fs::create_dir_all(folder)?;
    put(&folder.join("osready.1"), &page(command)?, None).map_err(io::Error::other)?;
    write_subcommands(command, "osready", folder)
}

fn write_subcommands(command: &clap::Command, name: &str, folder: &Path) -> std::io::Result<()> {
    for sub in command.get_subcommands() {
        let name = format!("{name}-{}", sub.get_name());
        put(&folder.join(format!("{name}.1")), &page(sub)?, None).map_err(io::Error::other)?;
        write_subcommands(sub, &name, folder)?;
    }
    Ok(())
}
