using StackExchange.Redis;

// The constructors that name the kind of an error are not public.
#pragma warning disable CS0618

namespace Cart.Redis.Tests;

/// <summary>Each error of a server or of the client library becomes an answer of the engine, in words that hold no key and no argument.</summary>
public sealed class RedisFaultTests
{
    private const string Id = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

    [Theory]
    [InlineData("LOADING Redis is loading the dataset in memory", "Passing", "(LOADING)", false)]
    [InlineData("MOVED 1234 10.0.0.1:6379", "Passing", "(MOVED)", false)]
    [InlineData("Key has MOVED to Endpoint 10.0.0.1:6379 and hashslot 1234 but CommandFlags.NoRedirect was specified - redirect not followed for EVALSHA cart:{" + Id + "}. ", "Passing", "(MOVED)", false)]
    [InlineData("Key has MOVED but CommandFlags.NoRedirect was specified - redirect not followed. ", "Passing", "(MOVED)", false)]
    [InlineData("ERR Error running script (call to f_0): @user_script:3: @user_script: 3: -READONLY You can't write against a read only replica.", "Passing", "(READONLY)", false)]
    [InlineData("BUSY Redis is busy running a script.", "State", "(BUSY)", false)]
    [InlineData("OOM command not allowed when used memory > 'maxmemory'. script: 5f, on @user_script:7.", "State", "(OOM)", false)]
    [InlineData("MISCONF Redis is configured to save RDB snapshots", "State", "(MISCONF)", false)]
    [InlineData("NOAUTH Authentication required.", "Forbidden", "(NOAUTH)", false)]
    [InlineData("NOPERM this user has no permissions to run the 'evalsha' command", "Forbidden", "EVALSHA", false)]
    [InlineData("NOPERM User shop has no permissions to access the 'cart:{" + Id + "}' key", "Forbidden", "(NOPERM)", false)]
    [InlineData("ERR unknown command 'EVALSHA', with args beginning with: 'abc' '1' 'cart:{" + Id + "}' 'MOVED' ", "Forbidden", "EVALSHA", false)]
    [InlineData("ERR Unknown Redis command called from script script: 5f, on @user_script:9.", "Forbidden", "does not know the command", true)]
    [InlineData("ERR The user executing the script can't access at least one of the keys mentioned in the command arguments script: 5f, on @user_script:9.", "Forbidden", "(NOPERM)", true)]
    [InlineData("WRONGTYPE Operation against a key holding the wrong kind of value cart:{" + Id + "}", "Other", "WRONGTYPE", true)]
    [InlineData("ERR user_script:12: attempt to index a nil value " + Id, "Other", "line 12", true)]
    public void An_error_is_named_by_its_kind(string message, string kind, string names, bool outcomeUnknown)
    {
        Assert.True(RedisFaults.TryExplain(new RedisServerException(message), Asked.Change("add_lines"), out var change));
        Assert.True(RedisFaults.TryExplain(new RedisServerException(message), Asked.Read("get"), out var read));

        Assert.Equal((kind, outcomeUnknown, false), (ServerRefusal.Of(message).Kind.ToString(), change.OutcomeUnknown, read.OutcomeUnknown));
        Assert.Contains(names, change.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Id, change.ToString() + read, StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_without_an_answer_has_no_unknown_outcome()
    {
        var fault = new RedisTimeoutException($"Timeout awaiting response (outbound=0KiB, 1500ms elapsed), command=HGETALL, next: HGETALL cart:{{{Id}}}, qu: 0, qs: 3, WORKER: (Busy=1,Free=2)", CommandStatus.Sent);

        Assert.True(RedisFaults.TryExplain(fault, Asked.Read("get"), out var read));
        Assert.True(RedisFaults.TryExplain(fault, Asked.Change("add_lines"), out var change));

        Assert.Equal((false, true), (read.OutcomeUnknown, change.OutcomeUnknown));
        Assert.Equal("Redis did not answer 'get'.", read.Message);
        Assert.Equal("no answer in time (1500ms elapsed, qu: 0, qs: 3, WORKER: (Busy=1,Free=2))", read.InnerException!.Message);
    }
}
