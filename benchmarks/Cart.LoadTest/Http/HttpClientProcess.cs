using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Cart.LoadTest;

/// <summary>Runs the client in a process of its own, so that its memory and its threads are not the server's.</summary>
internal static class HttpClientProcess
{
    /// <exception cref="InvalidOperationException">The client failed; the message has what it said.</exception>
    public static async Task<HttpFigures> RunAsync(Uri server, string path, int connections, TimeSpan time, CancellationToken cancellationToken)
    {
        var program = Environment.ProcessPath!;
        // Under "dotnet Cart.LoadTest.dll" the program is dotnet.
        string[] first = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Assembly.GetExecutingAssembly().Location] : [];
        string[] arguments =
        [
            .. first, HttpClientCommand.CommandName, $"{server.Host}:{server.Port}", path,
            connections.ToString(CultureInfo.InvariantCulture), time.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        ];
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? JsonSerializer.Deserialize<HttpFigures>(await output)!
                : throw new InvalidOperationException($"The HTTP client failed: {await errors}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
