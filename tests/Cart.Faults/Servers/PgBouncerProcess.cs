using System.Diagnostics;
using Npgsql;

namespace Cart.Faults;

/// <summary>A PgBouncer in transaction mode, with its other settings as they come, in front of a PostgreSQL.</summary>
internal sealed class PgBouncerProcess : IAsyncDisposable
{
    private const string ServerUser = "postgres";

    private static readonly string? Program = LocalMachine.FindProgram("pgbouncer", ["/usr/sbin", "/usr/local/sbin"]);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cart-pgbouncer-");
    private Process? _process;

    private PgBouncerProcess()
    {
    }

    /// <summary>Whether this machine has a PgBouncer; tests that need one are skipped where it has none.</summary>
    public static bool IsInstalled => Program is not null;

    /// <summary>The port of 127.0.0.1.</summary>
    public int Port { get; } = LocalMachine.FreePort();

    /// <summary>For Npgsql, as docs/checkout.md writes it.</summary>
    public string ConnectionString { get; private set; } = "";

    private string LogFile => Path.Combine(_folder.FullName, "log");

    /// <summary>Starts it in front of a server, to which it connects as the user of that connection string whoever asks.</summary>
    public static async Task<PgBouncerProcess> StartAsync(string connectionString, CancellationToken cancellationToken)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        PgBouncerProcess bouncer = new();
        try
        {
            await bouncer.LaunchAsync(server, cancellationToken);
            bouncer.ConnectionString =
                $"Host=127.0.0.1;Port={bouncer.Port};Database={server.Database ?? server.Username};Username={server.Username};No Reset On Close=true";
            await Waiting.UntilAsync(bouncer.AnswersAsync, "PgBouncer answers", cancellationToken);
            return bouncer;
        }
        catch
        {
            await bouncer.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    // It refuses to run as root, which tests in a container often are.
    private async Task LaunchAsync(NpgsqlConnectionStringBuilder server, CancellationToken cancellationToken)
    {
        string program = Program ?? throw new InvalidOperationException("PgBouncer is not installed.");
        string settings = Path.Combine(_folder.FullName, "pgbouncer.ini");
        string login = $"user={server.Username}" + (server.Password is { } password ? $" password={password}" : "");
        await File.WriteAllTextAsync(
            settings,
            $"""
            [databases]
            * = host={server.Host} port={server.Port} {login}

            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {Port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            max_client_conn = 500
            logfile = {LogFile}
            """,
            cancellationToken);
        string[] command = [program, settings];
        if (Environment.IsPrivilegedProcess)
        {
            using Process owner = Process.Start("chown", ["-R", ServerUser, _folder.FullName]);
            await owner.WaitForExitAsync(cancellationToken);
            command = ["runuser", "-u", ServerUser, "--", .. command];
        }

        ProcessStartInfo start = new(command[0], command[1..]) { WorkingDirectory = "/", RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start);
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process is not { HasExited: false })
        {
            throw new InvalidOperationException($"PgBouncer ended at once. Its log:\n{LocalMachine.TailOfLog(LogFile)}");
        }

        try
        {
            await using NpgsqlConnection connection = new($"{ConnectionString};Pooling=false;Timeout=5");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
