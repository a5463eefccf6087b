using System.CommandLine;
using System.CommandLine.Help;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli;

/// <summary>Represents a command that reads or changes the stores of a shop. It starts none of the host's services.</summary>
internal abstract class StoreCommand : Command
{
    private readonly StoreParts _parts;
    private readonly StoreOptions _stores = new();
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON instead of text." };

    /// <summary>Initializes the command with the shared options. Details and examples follow the standard help.</summary>
    protected StoreCommand(string name, string about, StoreParts parts, string details)
        : base(name, about)
    {
        _parts = parts;
        _stores.AddTo(this);
        Add(_json);
        Add(new HelpOption { Action = new DetailedHelpAction(details) });
        SetAction(RunAsync);
    }

    /// <summary>Returns the stores that the command needs, given what was named.</summary>
    /// <exception cref="FormatException">The command does not support these stores.</exception>
    protected virtual StoreParts PartsOf(StoreSettings stores) => _parts;

    /// <summary>Runs a call, and returns one of the codes of <see cref="ExitCode"/>.</summary>
    protected abstract Task<int> RunAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken);

    /// <summary>Adds the command's own options, so that help shows them first.</summary>
    protected void AddFirst(params ReadOnlySpan<Option> options)
    {
        for (var i = 0; i < options.Length; i++)
        {
            Options.Insert(i, options[i]);
        }
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var streams = parsed.InvocationConfiguration;
        StoreSettings stores;
        StoreParts parts;
        try
        {
            stores = _stores.Read(parsed);
            parts = PartsOf(stores);
        }
        catch (FormatException unreadable)
        {
            await streams.Error.WriteLineAsync(unreadable.Message).ConfigureAwait(false);
            return ExitCode.BadInput;
        }

        try
        {
            using var host = StoreHost.Create(stores, static _ => { }, parts);
            if (parts.HasFlag(StoreParts.Carts))
            {
                await StoreHost.ConnectAsync(host, cancellationToken).ConfigureAwait(false);
            }

            await using var scope = host.Services.CreateAsyncScope();
            var call = new StoreCall(scope.ServiceProvider, stores, parsed.GetValue(_json), streams.Output, streams.Error);
            return await RunAsync(call, parsed, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await streams.Error.WriteLineAsync("Stopped.").ConfigureAwait(false);
            return ExitCode.Cancelled;
        }
        catch (Exception fault) when (StoreFault.TryExplain(fault, stores, out var explanation))
        {
            await streams.Error.WriteLineAsync(explanation).ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }
}

/// <summary>Represents one call of a command on the stores. It has the engine's services, without background services.</summary>
internal sealed record StoreCall(IServiceProvider Services, StoreSettings Stores, bool Json, TextWriter Output, TextWriter Error)
{
    /// <summary>Writes the answer: text for people, JSON for programs, with names in snake case.</summary>
    public void Answer(string text, object json) => Output.WriteLine(Json ? AnswerJson.Of(json) : text);

    /// <summary>Reports an invalid request, which changed nothing, and returns the exit code.</summary>
    public int Refuse(string why)
    {
        Error.WriteLine(why);
        return ExitCode.BadInput;
    }

    /// <summary>Reports what was not found, and returns the exit code.</summary>
    public int Missing(string what)
    {
        Error.WriteLine(what);
        return ExitCode.NotFound;
    }
}
