namespace Cart.Redis.Tests;

/// <summary>Connection strings in every form that hosting services and people write: read, or refused without repeating them.</summary>
public sealed class ConnectionStringTests
{
    private const string Secret = "TOPSECRET1";

    [Theory]
    [InlineData($"redis://shop:{Secret}@db.example:6390/3", "shop", Secret, "db.example", 6390, 3, false)]
    [InlineData($"rediss://:{Secret}@db.example", null, Secret, "db.example", 6379, null, true)]
    [InlineData($"redis://{Secret}@db.example:1", null, Secret, "db.example", 1, null, false)]
    [InlineData("redis://shop:a%2Cb%40c%3A%2Fd@db.example", "shop", "a,b@c:/d", "db.example", 6379, null, false)]
    [InlineData("REDIS://[::1]:7000/0", null, null, "::1", 7000, 0, false)]
    [InlineData($"db.example:6390,user=shop,password={Secret}", "shop", Secret, "db.example", 6390, null, false)]
    [InlineData($"db.example,password=a=b{Secret},ssl=true", null, $"a=b{Secret}", "db.example", 0, null, true)]
    public void A_string_is_read(string text, string? user, string? password, string host, int port, int? database, bool tls)
    {
        var options = RedisConnection.Configure(text);

        var server = Assert.Single(options.EndPoints).ToString()!;
        Assert.Contains(host, server, StringComparison.Ordinal);
        Assert.EndsWith($":{port}", server, StringComparison.Ordinal);
        Assert.Equal((user, password, database, tls), (options.User, options.Password, options.DefaultDatabase, options.Ssl));
    }

    [Theory]
    [InlineData($"password={Secret}")]
    [InlineData($"localhost:abc,password={Secret}")]
    [InlineData($"localhost:70000,password={Secret}")]
    [InlineData($"db.example,password=TOP,{Secret}")]
    [InlineData($"db.example,password=TOP,{Secret}=1")]
    [InlineData($"db.example,{Secret}=x")]
    [InlineData($"db.example,ssl={Secret}")]
    [InlineData($"db.example,abortConnect={Secret}")]
    [InlineData($"db.example,connectTimeout={Secret}")]
    [InlineData($"shop:{Secret}@db.example:6379")]
    [InlineData($"db example {Secret}")]
    [InlineData($"redis://shop:{Secret}@")]
    [InlineData($"redis://shop:{Secret}@db.example:port")]
    [InlineData($"redis://db.example?password={Secret}")]
    [InlineData($"redis://db.example/{Secret}")]
    [InlineData($"redis://shop:{Secret}#1@db.example")]
    [InlineData($"http://shop:{Secret}@db.example")]
    [InlineData($"redis+sentinel://shop:{Secret}@db.example")]
    public void A_string_that_cannot_be_read_is_refused_without_repeating_it(string text)
    {
        var refused = Assert.Throws<ArgumentException>(() => RedisConnection.Configure(text));

        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("The Redis connection string cannot be read. ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_client_sends_no_command_that_a_restricted_user_may_not_run_and_names_no_key()
    {
        var options = RedisConnection.Configure("localhost");

        Assert.Equal((false, false), (options.SetClientLibrary, options.IncludeDetailInExceptions));
    }

    [Theory]
    [InlineData("cart", true)]
    [InlineData("shop-2:eu.v1_x", true)]
    [InlineData("", false)]
    [InlineData("Shop", false)]
    [InlineData("a{b}", false)]
    [InlineData("a b", false)]
    [InlineData("a*", false)]
    [InlineData("a-user", false)]
    [InlineData("a-discount", false)]
    [InlineData("a23456789012345678901234567890123", false)]
    public void A_key_prefix_is_short_and_plain(string prefix, bool isValid)
    {
        var fault = Record.Exception(() => new CartKeys(prefix));

        Assert.Equal(isValid, fault is null);
        Assert.True(isValid || fault is ArgumentException);
    }
}
