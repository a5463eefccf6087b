using System.Diagnostics;
using System.Net.Sockets;
using Cart.Engine;
using Garnet;
using Garnet.server;
using Garnet.server.Auth.Settings;
using Microsoft.Extensions.Logging;
using Tsavorite.core;

namespace Cart.Embedded;

/// <summary>Represents one run of the Redis-protocol server, from its recovery until it is stopped or a write to the disk fails.</summary>
internal sealed class GarnetRun : IDisposable
{
    /// <summary>The size of a segment of the append-only file, in bytes.</summary>
    public const long SegmentBytes = 16L * 1024 * 1024;

    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ChecksumFile _checksums;
    private readonly GarnetServer _server;

    private GarnetRun(string directory, string socket, string password, ChecksumFile checksums, ILoggerFactory loggers)
    {
        _checksums = checksums;
        var devices = new ChecksummedDevices(directory, checksums, fault => _failed.TrySetResult(fault));
        var listeners = Trace.Listeners.Cast<TraceListener>().ToList();
        _server = new GarnetServer(Options(directory, socket, password, devices), loggers);

        // Each new server adds a listener that prints to the console.
        foreach (var added in Trace.Listeners.Cast<TraceListener>().Except(listeners).ToList())
        {
            Trace.Listeners.Remove(added);
        }
    }

    /// <summary>
    /// Gets a task that ends with the fault when a write to the disk fails. The server then refuses every change until it is restarted.
    /// </summary>
    public Task<Exception> Failed => _failed.Task;

    /// <exception cref="UnfitStoreException">The files differ from what was written. Nothing was written to them.</exception>
    public static GarnetRun Start(string directory, string socket, string password, ILoggerFactory loggers)
    {
        var checksums = ChecksumFile.Open(directory, out var damage)
            ?? throw new UnfitStoreException([damage!.ToFinding(directory)]);
        GarnetRun? run = null;
        try
        {
            run = new GarnetRun(directory, socket, password, checksums, loggers);
            run._server.Start();
            return run;
        }
        catch (Exception fault)
        {
            run?.Dispose();
            checksums.Dispose();
            if (fault is TsavoriteException or Garnet.common.GarnetException)
            {
                throw new UnfitStoreException(
                    [new CartDamage(directory, $"the embedded server cannot read its files ({fault.Message.TrimEnd('.')})").ToFinding(directory)]);
            }

            throw;
        }
    }

    public void Dispose()
    {
        _server.Dispose();
        _checksums.Dispose();
    }

    // Scripts are isolated only in Lua's transaction mode. The server blocks a pool thread for each connection that waits for a commit, which on
    // few cores leaves none to complete it. Once the append-only file has 64 MB, the server writes a checkpoint and drops what precedes it. At its
    // memory limit the server would silently drop the oldest carts, so the limit is the memory of the machine.
    private static GarnetServerOptions Options(string directory, string socket, string password, INamedDeviceFactoryCreator devices) => new()
    {
        EndPoints = [new UnixDomainSocketEndPoint(socket)],
        UnixSocketPath = socket,
        UnixSocketPermission = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        AuthSettings = new PasswordAuthenticationSettings(password),
        EnableLua = true,
        LuaTransactionMode = true,
        LuaOptions = new LuaOptions(LuaMemoryManagementMode.Native, "", Timeout.InfiniteTimeSpan, LuaLoggingMode.Enable, []),
        EnableAOF = true,
        WaitForCommit = true,
        AofSizeLimit = "64m",
        AofSegmentSize = "16m",
        AofMemorySize = "16m",
        AofPageSize = "8m",
        PageSize = "4m",
        IndexMemorySize = "16m",
        LogMemorySize = $"{Math.Max(16, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30)}g",
        RevivifiableFraction = 1,
        NetworkBufferPoolSize = "64m",
        NetworkBufferMemoryBudget = "1g",
        CheckpointDir = directory,
        Recover = true,
        FailOnRecoveryError = true,
        DeviceType = DeviceType.RandomAccess,
        DeviceFactoryCreator = devices,
        ThreadPoolMinThreads = 64,
        QuietMode = true,
    };
}
