using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Cart.Faults;

/// <summary>
/// A PostgreSQL of the test's own, which it may crash. It writes through to the disk as a real one does, because whether committed
/// data is still there after a crash is what the tests ask.
/// </summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    private const string ServerUser = "postgres";

    private const string TerminateOthers = """
        select count(*) filter (where pg_terminate_backend(pid))::int
        from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid()
        """;

    private static readonly string? Initdb = Find("initdb");
    private static readonly string? PgCtl = Find("pg_ctl");
    private static readonly string? BaseBackup = Find("pg_basebackup");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cart-postgres-");

    private PostgresProcess()
    {
    }

    /// <summary>Whether this machine has PostgreSQL's programs; tests that need them are skipped where it has not.</summary>
    public static bool IsInstalled => Initdb is not null && PgCtl is not null;

    /// <summary>For Npgsql; the same one after every restart.</summary>
    public int Port { get; } = LocalMachine.FreePort();

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres";

    private string DataFolder => Path.Combine(_folder.FullName, "data");

    private string LogFile => Path.Combine(_folder.FullName, "log");

    /// <summary>Makes an empty cluster and starts it.</summary>
    public static async Task<PostgresProcess> StartAsync(CancellationToken cancellationToken)
    {
        if (!IsInstalled)
        {
            throw new InvalidOperationException("PostgreSQL is not installed: initdb and pg_ctl were not found.");
        }

        PostgresProcess postgres = new();
        try
        {
            await postgres.CreateClusterAsync(cancellationToken);
            await postgres.ControlAsync(["start"], cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Copies a primary and starts the copy as a standby that follows it.</summary>
    /// <param name="port">The port of 127.0.0.1 at which the standby finds its primary.</param>
    /// <param name="name">The name by which <c>synchronous_standby_names</c> knows the standby.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<PostgresProcess> StartStandbyAsync(int port, string name, CancellationToken cancellationToken)
    {
        PostgresProcess standby = new();
        try
        {
            await standby.OwnFolderAsync(cancellationToken);
            await standby.RunAsServerUserAsync(
                [
                    BaseBackup!, "--dbname", $"host=127.0.0.1 port={port} user={ServerUser} application_name={name}", "--pgdata", standby.DataFolder,
                    "--write-recovery-conf", "--checkpoint", "fast",
                ],
                cancellationToken);
            await File.AppendAllTextAsync(
                Path.Combine(standby.DataFolder, "postgresql.conf"), $"port = {standby.Port}\nsynchronous_standby_names = ''\n", cancellationToken);
            await standby.ControlAsync(["start"], cancellationToken);
            return standby;
        }
        catch
        {
            await standby.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a standby a primary, and returns when it takes writes.</summary>
    public Task PromoteAsync(CancellationToken cancellationToken) => ControlAsync(["promote"], cancellationToken);

    /// <summary>Ends the server as a crash would.</summary>
    public Task StopImmediatelyAsync(CancellationToken cancellationToken) => ControlAsync(["stop", "--mode", "immediate"], cancellationToken);

    /// <summary>Crashes the server (no checkpoint, every connection lost) and returns when it has recovered and takes new ones.</summary>
    public Task RestartImmediatelyAsync(CancellationToken cancellationToken)
    {
        return ControlAsync(["restart", "--mode", "immediate"], cancellationToken);
    }

    /// <summary>Ends the connections of all clients, as an operator or a fail-over would, and returns how many there were.</summary>
    public async Task<int> TerminateBackendsAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = new($"{ConnectionString};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using NpgsqlCommand command = new(TerminateOthers, connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (File.Exists(Path.Combine(DataFolder, "postmaster.pid")))
            {
                await ControlAsync(["stop", "--mode", "immediate"], CancellationToken.None);
            }
        }
        catch (InvalidOperationException)
        {
            // The file was left behind by a server that is gone already, so there is nothing to stop.
        }

        if (Directory.Exists(_folder.FullName))
        {
            _folder.Delete(recursive: true);
        }
    }

    /// <summary>Debian keeps the programs off the PATH, in one folder for each version; the newest is taken.</summary>
    private static string? Find(string program)
    {
        const string versions = "/usr/lib/postgresql";
        IEnumerable<string> folders = Directory.Exists(versions) ? Directory.GetDirectories(versions) : [];
        return LocalMachine.FindProgram(program, folders.OrderByDescending(VersionOf).Select(folder => Path.Combine(folder, "bin")));
    }

    private static double VersionOf(string folder)
    {
        return double.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out double version) ? version : 0;
    }

    private async Task CreateClusterAsync(CancellationToken cancellationToken)
    {
        await OwnFolderAsync(cancellationToken);
        string[] initdb =
        [
            Initdb!, "--pgdata", DataFolder, "--username", ServerUser, "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync",
        ];
        await RunAsServerUserAsync(initdb, cancellationToken);

        string settings = $"""

            listen_addresses = '127.0.0.1'
            port = {Port}
            unix_socket_directories = ''
            max_connections = 100
            shared_buffers = 32MB

            """;
        await File.AppendAllTextAsync(Path.Combine(DataFolder, "postgresql.conf"), settings, cancellationToken);
    }

    private Task OwnFolderAsync(CancellationToken cancellationToken) =>
        Environment.IsPrivilegedProcess ? RunAsync(["chown", ServerUser, _folder.FullName], cancellationToken) : Task.CompletedTask;

    private Task ControlAsync(string[] action, CancellationToken cancellationToken)
    {
        return RunAsServerUserAsync([PgCtl!, .. action, "--pgdata", DataFolder, "--log", LogFile, "--wait"], cancellationToken);
    }

    /// <summary>PostgreSQL refuses to run as root, which tests in a container often are.</summary>
    private Task RunAsServerUserAsync(string[] command, CancellationToken cancellationToken)
    {
        string[] prefix = Environment.IsPrivilegedProcess ? ["runuser", "-u", ServerUser, "--"] : [];
        return RunAsync([.. prefix, .. command], cancellationToken);
    }

    /// <summary>Runs a command to its end from the root folder, as the server's user may not enter the folder of the tests.</summary>
    private async Task RunAsync(string[] command, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(command[0], command[1..])
        {
            WorkingDirectory = "/",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new Win32Exception($"{command[0]} did not start.");
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await Task.WhenAll(output, errors, process.WaitForExitAsync(cancellationToken));
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"""
                    '{string.Join(' ', command)}' ended with {process.ExitCode}: {await output}{await errors}
                    The server's log: {LocalMachine.TailOfLog(LogFile)}
                    """);
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }
}
