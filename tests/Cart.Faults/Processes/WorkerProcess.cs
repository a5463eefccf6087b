using System.Diagnostics;
using System.Globalization;

namespace Cart.Faults;

/// <summary>A worker in a process of its own, that can be killed, stopped for a while, or told to end.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private WorkerProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a worker.</summary>
    /// <param name="command">The command of this program that it runs.</param>
    /// <param name="settings">What it works on.</param>
    /// <param name="fault">Where it is to die, pause or fail, as <c>CART_FAULT</c> says it; null for nowhere.</param>
    /// <param name="more">Further arguments.</param>
    public static WorkerProcess Start(string command, WorkSettings settings, string? fault = null, params string[] more)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                typeof(WorkerProcess).Assembly.Location, command,
                "--redis", settings.Redis, "--postgres", settings.Postgres, "--schema", settings.Schema, "--log", settings.Log,
                "--seed", settings.Seed.ToString(CultureInfo.InvariantCulture), "--callers", settings.Callers.ToString(CultureInfo.InvariantCulture),
                .. more,
            ])
        {
            RedirectStandardError = true,
        };
        start.Environment["CART_FAULT"] = fault ?? "";
        return new WorkerProcess(Process.Start(start)!);
    }

    public void Kill() => _process.Kill();

    /// <summary>Stands still for longer than the lease of a checkout, then goes on.</summary>
    public async Task PauseAsync(TimeSpan span, CancellationToken cancellationToken)
    {
        await SignalAsync("-STOP", cancellationToken);
        try
        {
            await Task.Delay(span, cancellationToken);
        }
        finally
        {
            await SignalAsync("-CONT", CancellationToken.None);
        }
    }

    /// <summary>Tells it to end, and waits until it has.</summary>
    public async Task<(int ExitCode, string Error)> EndAsync(CancellationToken cancellationToken)
    {
        await SignalAsync("-TERM", cancellationToken);
        return await WaitAsync(cancellationToken);
    }

    public async Task<(int ExitCode, string Error)> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return (_process.ExitCode, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        // One that a fault point killed is gone already; "kill" would complain.
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync(cancellationToken);
        }
    }
}
