using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Cart.Engine;
using Cart.Redis;
using StackExchange.Redis;

namespace Cart.Cli;

/// <summary>Describes in one line which store failed, where it is and what to check.</summary>
internal static class StoreFault
{
    private const string DirectoryCheck = "that --data names a directory that you may write and that nobody else uses";

    private static readonly (string Words, string Advice)[] RedisAdvice =
    [
        ("nothing listens on this port", "Start Redis, or correct the host and the port of --redis."),
        ("the host name is unknown", "Correct the host of --redis."),
        ("NOAUTH", "Give the password: HOST:PORT,password=..., or a URL; in CART_REDIS or --redis-file it stands in no list of processes."),
        ("WRONGPASS", "Correct the user and the password of --redis."),
        ("does not accept the user or the password", "Correct the user and the password of --redis."),
        ("LOADING", "Wait until Redis has loaded its data, and repeat."),
        ("not every primary is connected", "Name the primary, or all servers, in --redis, and make sure that they run."),
        ("READONLY", "Name the primary, or all servers, in --redis."),
        ("NOPERM", "Grant the Redis user what docs/security.md lists."),
        ("OOM", "Raise maxmemory of Redis, or free memory."),
        ("MISCONF", "Free space on the disk of Redis; its log has the cause."),
        ("it may require TLS", "Add ssl=true to --redis, or name the port without TLS."),
        ("certificate", "Trust the certificate, or correct the host name of --redis."),
        ("TLS could not be agreed on", "Name the TLS port, or leave ssl=true out of --redis."),
        ("did not answer within", "Check that Redis does not hang, and the network and the firewall between this machine and it."),
        ("no answer in time", "Check whether Redis hangs or is overloaded (redis-cli --latency, SLOWLOG GET)."),
        ("in time", "Check the network and the firewall between this machine and Redis."),
    ];

    /// <summary>Explains a fault if it comes from a store.</summary>
    public static bool TryExplain(Exception fault, StoreSettings stores, [NotNullWhen(true)] out string? explanation)
    {
        List<Exception> causes = [.. ClientFault.CausesOf(fault)];
        var text = causes switch
        {
            _ when causes.OfType<UnfitStoreException>().FirstOrDefault() is { } unfit => unfit.Message,
            _ when causes.Any(static cause => cause is RedisException or RedisTimeoutException) =>
                $"The carts could not be reached in {stores.Carts}: "
                + $"{Sentence(causes.OfType<CartUnavailableException>().LastOrDefault() ?? fault)} {CartsAdvice(stores, causes)}",
            _ when fault is InvalidOperationException && causes.Any(static cause => cause is DbException) =>
                $"The orders in {stores.Orders} cannot be used: {Sentence(fault)}",
            _ when causes.OfType<DbException>().FirstOrDefault(IsRefusal) is { } refusal =>
                $"The orders in {stores.Orders} refused the request: {Sentence(refusal)} Run cart doctor, which names missing rights and tables.",
            _ when causes.Any(static cause => cause is CartUnavailableException or DbException) =>
                $"The orders could not be reached in {stores.Orders}: "
                + $"{Sentence(causes.OfType<DbException>().LastOrDefault() ?? fault)} Check {OrdersCheck(stores)}.",
            _ when fault is IOException or UnauthorizedAccessException =>
                $"The data directory {stores.DataDirectory} cannot be used: {Sentence(fault)} Check {DirectoryCheck}.",
            _ when fault is InvalidOperationException =>
                $"The stores (carts in {stores.Carts}; orders in {stores.Orders}) cannot be used: {Sentence(fault)}",
            _ => null,
        };
        explanation = text?.ReplaceLineEndings(" ");
        return explanation is not null;
    }

    // A missing right, or tables of another version: the server itself is available.
    private static bool IsRefusal(DbException cause) => cause.SqlState?.StartsWith("42", StringComparison.Ordinal) is true;

    private static string OrdersCheck(StoreSettings stores) => stores.Postgres is null
        ? DirectoryCheck
        : "that the server runs and that --postgres names its host, port, database and user";

    private static string CartsAdvice(StoreSettings stores, List<Exception> causes)
    {
        if (stores.Redis is null)
        {
            return $"Check {DirectoryCheck}.";
        }

        // Cart.Redis words all its faults itself, so this text is stable.
        var why = string.Join(' ', causes.Select(static cause => cause.Message));
        var advice = RedisAdvice.FirstOrDefault(advice => why.Contains(advice.Words, StringComparison.Ordinal)).Advice
            ?? "Check that the server runs and that --redis names its host, port and password.";
        var said = causes.OfType<CartUnavailableException>().LastOrDefault()?.Message ?? "";
        return causes.OfType<RedisException>().LastOrDefault() is { } detail && !said.Contains(detail.Message, StringComparison.Ordinal)
            ? $"Cause: {Sentence(detail)} {advice}"
            : advice;
    }

    private static string Sentence(Exception fault) => fault.Message.TrimEnd() is var text && text.EndsWith('.') ? text : text + ".";
}
