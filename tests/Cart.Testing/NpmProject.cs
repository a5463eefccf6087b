using System.ComponentModel;
using System.Diagnostics;

namespace Cart.Testing;

/// <summary>A JavaScript project with packages from npm, for clients that others wrote.</summary>
public sealed class NpmProject : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private NpmProject()
    {
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes a project of ES modules; skips the test where npm cannot install the packages.</summary>
    public static async Task<NpmProject> WithAsync(params string[] packages)
    {
        var project = new NpmProject();
        await project.WriteAsync("package.json", """{"private":true,"type":"module"}""");
        var installed = await project.TryRunAsync("npm", ["install", "--no-audit", "--no-fund", "--silent", .. packages]);
        if (installed is not { ExitCode: 0 })
        {
            project.Dispose();
            Assert.Skip($"npm cannot install {string.Join(", ", packages)} here.");
        }

        return project;
    }

    /// <summary>Writes a file of the project.</summary>
    public Task WriteAsync(string name, string content) => File.WriteAllTextAsync(Path.Combine(_directory.Path, name), content, Cancellation);

    /// <summary>Runs a program in the project, which must succeed, and returns the lines that it printed.</summary>
    public async Task<string[]> RunAsync(string program, params string[] arguments)
    {
        var (exitCode, output, error) = await TryRunAsync(program, arguments) ?? (-1, "", "there is no such program");
        Assert.True(exitCode == 0, $"{program} failed: {error}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    private async Task<(int ExitCode, string Output, string Error)?> TryRunAsync(string program, string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _directory.Path, RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(Cancellation);
            var error = await process.StandardError.ReadToEndAsync(Cancellation);
            await process.WaitForExitAsync(Cancellation);
            return (process.ExitCode, await output, error);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
