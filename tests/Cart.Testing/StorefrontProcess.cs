using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Cart.Testing;

/// <summary>The storefront in a process of its own, as <c>dotnet Storefront.dll</c> starts it.</summary>
public sealed partial class StorefrontProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri?> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpClient? _client;

    private StorefrontProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Exited += (_, _) => _opened.TrySetResult(null);
    }

    /// <summary>What the process has said so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>A client of the shop, which keeps no cookies.</summary>
    public HttpClient Client => _client!;

    /// <summary>Starts the shop, and waits until it listens.</summary>
    public static async Task<StorefrontProcess> StartAsync(
        string contentRoot, string? urls = "http://127.0.0.1:0", params (string Name, string? Value)[] environment)
    {
        return await OpenAsync(Launch("Storefront.dll", contentRoot, urls, environment));
    }

    /// <summary>Starts the program of the README's first example instead.</summary>
    public static Task<StorefrontProcess> StartQuickStartAsync(string contentRoot) =>
        OpenAsync(Launch("QuickStart.dll", contentRoot, "http://127.0.0.1:0", []));

    /// <summary>Starts a shop that was built elsewhere.</summary>
    /// <param name="program">The full path of its assembly.</param>
    /// <param name="contentRoot">The folder of its data.</param>
    public static Task<StorefrontProcess> StartProgramAsync(string program, string contentRoot) =>
        OpenAsync(Launch(program, contentRoot, "http://127.0.0.1:0", []));

    private static async Task<StorefrontProcess> OpenAsync(StorefrontProcess shop)
    {
        var address = await shop._opened.Task.WaitAsync(StartLimit, TestContext.Current.CancellationToken);
        Assert.True(address is not null, $"The storefront did not start:\n{shop.Output}");
        shop._client = PlainClient.New(address);
        return shop;
    }

    /// <summary>Starts a storefront that is expected to give up, and returns its exit code and what it said.</summary>
    public static async Task<(int ExitCode, string Output)> FailAsync(
        string contentRoot, string urls, params (string Name, string? Value)[] environment)
    {
        await using var shop = Launch("Storefront.dll", contentRoot, urls, environment);
        await shop._process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(StartLimit);
        return (shop._process.ExitCode, shop.Output);
    }

    /// <summary>Ends the process at once, as kill -9 does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks the process to end, as an orchestrator does, and returns its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(StartLimit);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static StorefrontProcess Launch(string program, string contentRoot, string? urls, (string Name, string? Value)[] environment)
    {
        // Every start has a home of its own, so that what survives a restart can only lie in the shop's data directory.
        var home = Directory.CreateDirectory(Path.Combine(contentRoot, $"home-{Guid.NewGuid():N}"));
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, program), "--contentRoot", contentRoot },
            WorkingDirectory = contentRoot,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["HOME"] = home.FullName },
        };
        if (urls is not null)
        {
            start.ArgumentList.Add("--urls");
            start.ArgumentList.Add(urls);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var shop = new StorefrontProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        shop._process.Start();
        shop._process.BeginOutputReadLine();
        shop._process.BeginErrorReadLine();
        return shop;
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (Listening().Match(line) is { Success: true } listening)
        {
            _opened.TrySetResult(new Uri(listening.Groups[1].Value));
        }
    }

    [GeneratedRegex("Now listening on: (http://[0-9.:]+)")]
    private static partial Regex Listening();
}
