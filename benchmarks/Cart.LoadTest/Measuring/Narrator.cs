using System.Diagnostics;
using Spectre.Console;

namespace Cart.LoadTest;

/// <summary>Tells on the error output what a long run is at, so that the standard output holds the results alone.</summary>
internal sealed class Narrator
{
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    private StatusContext? _status;

    /// <summary>Shows one line that changes, where a person watches; else each step is a line of its own.</summary>
    public Task WatchAsync(Func<Task> work) => _console.Profile.Capabilities.Interactive && !Console.IsErrorRedirected
        ? _console.Status().StartAsync("Starting", context =>
        {
            _status = context;
            return work();
        })
        : work();

    public void Say(string step)
    {
        var line = $"{Stopwatch.GetElapsedTime(_begun):mm\\:ss}  {step}";
        if (_status is { } status)
        {
            status.Status(Markup.Escape(line));
        }
        else
        {
            Console.Error.WriteLine(line);
        }
    }
}
