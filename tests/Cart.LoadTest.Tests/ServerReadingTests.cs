using System.Text;

namespace Cart.LoadTest.Tests;

public sealed class ServerReadingTests
{
    private const string Statistics = """
        # Commandstats
        cmdstat_evalsha:calls=10,usec=120,usec_per_call=12.00,rejected_calls=0,failed_calls=0
        cmdstat_publish:calls=10,usec=15,usec_per_call=1.50,rejected_calls=0,failed_calls=0
        cmdstat_hget:calls=20,usec=40,usec_per_call=2.00,rejected_calls=0,failed_calls=0
        cmdstat_config|resetstat:calls=1,usec=99,usec_per_call=99.00,rejected_calls=0,failed_calls=0
        """;

    // HGET ran inside the script, whose time holds it already.
    [Fact]
    public void Only_the_commands_that_an_operation_sends_count() =>
        Assert.Equal(135, CommandStatistics.Microseconds(Statistics.ReplaceLineEndings("\r\n"), new HashSet<string> { "evalsha", "publish" }));

    [Fact]
    public void A_monitored_command_is_read_byte_by_byte()
    {
        var sent = SentCommand.Parse("""+1690000000.123456 [0 127.0.0.1:50000] "EVALSHA" "ab12" "1" "cart:{x}" "\x00\xff\n\"\\ [0 lua] 7" """);

        Assert.NotNull(sent);
        Assert.Equal("evalsha", sent.Name);
        Assert.Equal("cart:{x}", Encoding.ASCII.GetString(sent.Arguments[2]));
        Assert.Equal([0, 255, 10, 34, 92, .. " [0 lua] 7"u8], sent.Arguments[3]);
    }

    [Fact]
    public void What_a_script_sends_is_not_the_clients() =>
        Assert.Null(SentCommand.Parse("""+1690000000.123456 [0 lua] "HSET" "cart:{x}" "m" "1" """));

    [Fact]
    public void A_protobuf_basket_reads_what_it_wrote()
    {
        var basket = new ProtobufBasket("0f1e");
        basket.Add("7:1", 1);
        basket.Add("8:A-17", 300);
        basket.Add("7:1", int.MaxValue - 1);

        var read = ProtobufBasket.Read(basket.Write(), "0f1e");

        Assert.Equal([("7:1", int.MaxValue), ("8:A-17", 300)], read.Lines.Select(static line => (line.ProductId, line.Quantity)));
    }
}
