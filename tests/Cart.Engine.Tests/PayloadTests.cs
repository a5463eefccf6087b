using System.Text;
using CsCheck;
using MessagePack;

namespace Cart.Engine.Tests;

/// <summary>The rules of a payload: what is read, and where and how the rest is refused, in both forms alike.</summary>
public sealed class PayloadTests
{
    private const string NoType =
        "Cannot restore item key='42': payload is missing 'content_type_id'. Pre-v3.0.11 serialised payloads lack this field and "
        + "cannot be restored without it.";

    // Overwrites bytes, takes some out, puts some in, or cuts the rest off.
    private static readonly Gen<Func<byte[], byte[]>> Damages =
        from kind in Gen.Int[0, 3]
        from share in Gen.Double[0, 1]
        from noise in Gen.Byte.Array[1, 6]
        select new Func<byte[], byte[]>(bytes =>
        {
            var place = (int)(share * bytes.Length);
            var after = Math.Min(place + noise.Length, bytes.Length);
            return kind switch
            {
                0 => [.. bytes[..place], .. noise, .. bytes[after..]],
                1 => [.. bytes[..place], .. bytes[after..]],
                2 => [.. bytes[..place], .. noise, .. bytes[place..]],
                _ => bytes[..place],
            };
        });

    private static readonly Gen<ProductKey> Products = Gen.OneOf(
        Gen.Select(Gen.Int[1, 9], Gen.Long[0, long.MaxValue]).Select((type, id) => new ProductKey(type, id)),
        Gen.Select(Gen.Int[1, 9], Gen.Char[' ', '~'].Where(character => character != ':').Array[1, 20])
            .Select((type, id) => new ProductKey(type, new string(id))));

    private static readonly Gen<(CartPayload Payload, Currency Currency)> Payloads =
        from code in Gen.Int[0, 2].Select(index => new[] { "USD", "JPY", "KWD" }[index])
        let currency = Currency.Parse(code)
        from lines in Gen.Select(Products, Gen.Int[1, int.MaxValue], Gen.Long[0, 9_999_999_999])
            .Select((product, quantity, price) => new LineAssignment(product, quantity, price / (decimal)Math.Pow(10, currency.Decimals)))
            .Array[0, 30]
        from discount in Gen.Int[0, 2].Select(index => new[] { null, "SUMMER25", "Grüße ☀ \"1\"" }[index])
        select (new CartPayload([.. lines.DistinctBy(line => line.Product)], discount), currency);

    public static TheoryData<string, string> Good { get; } = new()
    {
        { "{}", "" },
        { """{"7:42":{"content_type_id":7,"object_id":42,"quantity":2,"unit_price":"9.99","total_price":"19.98"}}""", "7:42 x 2 at 9.99" },
        { """{"8:85123A":{"content_type_id":8,"object_id":"85123A","quantity":1,"unit_price":"2.550"}}""", "8:85123A x 1 at 2.550" },
        { """{"8:007":{"object_id":"007","total_price":"0"}}""", "8:007 x  at " },
        { """{"7:42":{"quantity":5},"7:43":{}}""", "7:42 x 5 at |7:43 x  at " },
        { """{"42":{"content_type_id":7,"quantity":4,"unit_price":"12.00"}}""", "7:42 x 4 at 12.00" },
        { """{"42":{"quantity":4,"object_id":42,"content_type_id":"7"}}""", "7:42 x 4 at " },
        { """{"0":{"content_type_id":2147483647,"unit_price":"0"}}""", "2147483647:0 x  at 0" },
        { """{"7:9223372036854775807":{"object_id":9223372036854775807,"quantity":2147483647}}""", "7:9223372036854775807 x 2147483647 at " },
        { """{"7:1":{"unit_price":"9999999999999999.99"}}""", "7:1 x  at 9999999999999999.99" },
        { """{"7:1":{"unit_price":"0.000000000000000000000000001"}}""", "7:1 x  at 0.000000000000000000000000001" },
        { """{"7:2":{"quantity":1},"7:1":{"quantity":1}}""", "7:2 x 1 at |7:1 x 1 at " },
        { """{"__discount__":{"code":"SUMMER25"}}""", "SUMMER25" },
        { """{"__discount__":{"percent":[10],"code":"Grüße","x":null}}""", "Grüße" },
        { """{"__discount__":null}""", "" },
        { """{"__discount__":{}}""", "" },
        { """{"__discount__":{"code":""}}""", "" },
        { """{"__discount__":{"code":null}}""", "" },
        { """{"__future__":{"x":[1,-2.5,true,null,"é"]},"__x__":0,"7:42":{}}""", "7:42 x  at " },
        { """{"__deep__":[[[[[[[]]]]]]]}""", "" },
    };

    public static TheoryData<string, string, string> Malformed { get; } = new()
    {
        { "null", "", "A payload is a map of lines." },
        { "[]", "", "A payload is a map of lines." },
        { "\"7:42\"", "", "A payload is a map of lines." },
        { """{"abc":{}}""", "/abc", "Cannot restore item key='abc': expected '<content_type_id>:<object_id>' or an integer object_id." },
        { """{"":{}}""", "/", "Cannot restore item key='': expected '<content_type_id>:<object_id>' or an integer object_id." },
        { """{"042":{}}""", "/042", "Cannot restore item key='042': expected '<content_type_id>:<object_id>' or an integer object_id." },
        { """{"____":{}}""", "/____", "Cannot restore item key='____': expected '<content_type_id>:<object_id>' or an integer object_id." },
        { """{"x:42":{}}""", "/x:42", "Cannot restore item key='x:42': expected '<content_type_id>:<object_id>' with integer parts." },
        { """{"7:42:1":{}}""", "/7:42:1", "Cannot restore item key='7:42:1': expected '<content_type_id>:<object_id>' with integer parts." },
        { """{"7:":{}}""", "/7:", "Cannot restore item key='7:': expected '<content_type_id>:<object_id>' with integer parts." },
        { """{"7.5:42":{}}""", "/7.5:42", "Cannot restore item key='7.5:42': expected '<content_type_id>:<object_id>' with integer parts." },
        { """{" 7:42":{}}""", "/ 7:42", "Cannot restore item key=' 7:42': expected '<content_type_id>:<object_id>' with integer parts." },
        { """{"7:é":{}}""", "/7:é", "Cannot restore item key='7:é': expected '<content_type_id>:<object_id>' with integer parts." },
        { """{"7:~a/b":{"x":1}}""", "/7:~0a~1b/x", "A line has no member" },
        { """{"7:42":null}""", "/7:42", "A line is a map." },
        { """{"7:42":[]}""", "/7:42", "A line is a map." },
        { """{"7:42":{"price":"1.00"}}""", "/7:42/price", "A line has no member" },
        { """{"7:42":{"__x__":1}}""", "/7:42/__x__", "A line has no member" },
        { """{"42":{"quantity":3,"unit_price":"15.00"}}""", "/42", NoType },
        { """{"42":{"content_type_id":"07"}}""", "/42/content_type_id", "A content_type_id is an integer from 1 to" },
        { """{"42":{"content_type_id":0}}""", "/42/content_type_id", "A content_type_id is an integer from 1 to" },
        { """{"42":{"content_type_id":null}}""", "/42/content_type_id", "A content_type_id is an integer from 1 to" },
        { """{"42":{"content_type_id":"99999999999999999999"}}""", "/42/content_type_id", "A content_type_id is an integer from 1 to" },
        { """{"7:42":{"content_type_id":8}}""", "/7:42/content_type_id", "does not agree with its key" },
        { """{"7:42":{"object_id":99}}""", "/7:42/object_id", "does not agree with its key" },
        { """{"7:42":{"object_id":"42"}}""", "/7:42/object_id", "does not agree with its key" },
        { """{"7:007":{"object_id":7}}""", "/7:007/object_id", "does not agree with its key" },
        { """{"42":{"content_type_id":7,"object_id":43}}""", "/42/object_id", "does not agree with its key" },
        { """{"7:42":{"quantity":0}}""", "/7:42/quantity", "A quantity is an integer from 1 to 2147483647." },
        { """{"7:42":{"quantity":-1}}""", "/7:42/quantity", "A quantity is an integer from 1 to 2147483647." },
        { """{"7:42":{"quantity":2147483648}}""", "/7:42/quantity", "A quantity is an integer from 1 to 2147483647." },
        { """{"7:42":{"quantity":18446744073709551615}}""", "/7:42/quantity", "A quantity is an integer from 1 to 2147483647." },
        { """{"7:42":{"quantity":2.0}}""", "/7:42/quantity", "A quantity is an integer from 1 to 2147483647." },
        { """{"7:42":{"quantity":2.7}}""", "/7:42/quantity", "A quantity is an integer from 1 to 2147483647." },
        { """{"7:42":{"quantity":"5"}}""", "/7:42/quantity", "A quantity is an integer from 1 to 2147483647." },
        { """{"7:42":{"quantity":null}}""", "/7:42/quantity", "A quantity is an integer from 1 to 2147483647." },
        { """{"7:42":{"quantity":true}}""", "/7:42/quantity", "A quantity is an integer from 1 to 2147483647." },
        { """{"7:42":{"quantity":[1]}}""", "/7:42/quantity", "A quantity is an integer from 1 to 2147483647." },
        { """{"7:42":{"unit_price":null}}""", "/7:42/unit_price", "An amount is a text of digits" },
        { """{"7:42":{"unit_price":1.1}}""", "/7:42/unit_price", "An amount is a text of digits" },
        { """{"7:42":{"unit_price":"abc"}}""", "/7:42/unit_price", "An amount is a text of digits" },
        { """{"7:42":{"unit_price":""}}""", "/7:42/unit_price", "An amount is a text of digits" },
        { """{"7:42":{"unit_price":"-3.00"}}""", "/7:42/unit_price", "An amount is a text of digits" },
        { """{"7:42":{"unit_price":"+3.00"}}""", "/7:42/unit_price", "An amount is a text of digits" },
        { """{"7:42":{"unit_price":" 3.00"}}""", "/7:42/unit_price", "An amount is a text of digits" },
        { """{"7:42":{"unit_price":"3.00\n"}}""", "/7:42/unit_price", "An amount is a text of digits" },
        { """{"7:42":{"unit_price":"1e2"}}""", "/7:42/unit_price", "An amount is a text of digits" },
        { """{"7:42":{"unit_price":"NaN"}}""", "/7:42/unit_price", "An amount is a text of digits" },
        { """{"7:42":{"unit_price":"1,000.00"}}""", "/7:42/unit_price", "An amount is a text of digits" },
        { """{"7:42":{"unit_price":".5"}}""", "/7:42/unit_price", "An amount is a text of digits" },
        { """{"7:42":{"unit_price":"5."}}""", "/7:42/unit_price", "An amount is a text of digits" },
        { """{"7:42":{"unit_price":"05"}}""", "/7:42/unit_price", "An amount is a text of digits" },
        { """{"7:42":{"unit_price":"٣"}}""", "/7:42/unit_price", "An amount is a text of digits" },
        { """{"7:42":{"unit_price":"99999999999999999999999999999"}}""", "/7:42/unit_price", "An amount is a text of digits" },
        { """{"7:42":{"total_price":19.98}}""", "/7:42/total_price", "An amount is a text of digits" },
        { """{"7:42":{"total_price":"-1"}}""", "/7:42/total_price", "An amount is a text of digits" },
        { """{"7:42":{},"7:42":{}}""", "/7:42", "stands here twice" },
        { """{"__x__":1,"__x__":1}""", "/__x__", "stands here twice" },
        { """{"7:42":{"quantity":1,"quantity":1}}""", "/7:42/quantity", "stands here twice" },
        { """{"__discount__":{"code":"A","code":"B"}}""", "/__discount__/code", "stands here twice" },
        { """{"7:42":{},"42":{"content_type_id":7}}""", "/42", "stands in the payload twice" },
        { """{"__discount__":"DEAD"}""", "/__discount__", "A discount is a map with a code." },
        { """{"__discount__":[]}""", "/__discount__", "A discount is a map with a code." },
        { """{"__discount__":false}""", "/__discount__", "A discount is a map with a code." },
        { """{"__discount__":{"code":5}}""", "/__discount__/code", "A code is a text of 1 to 50 characters." },
        { """{"7:42":{"unit_price":"10000000000000000.00"}}""", "/7:42/unit_price", "A unit price is at most" },
        { """{"__discount__":{"code":"a\u0000b"}}""", "/__discount__/code", "A code is a text of 1 to 50 characters." },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void What_is_documented_is_read(string json, string said)
    {
        Assert.Equal(said, Said(CartJson.Read(Encoding.UTF8.GetBytes(json))));
        Assert.Equal(said, Said(CartMessagePack.Read(FromJson(json))));
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Anything_else_is_refused_with_the_path_to_the_fault(string json, string path, string message)
    {
        foreach (var refused in new[] { Refusal(() => CartJson.Read(Encoding.UTF8.GetBytes(json))), Refusal(() => CartMessagePack.Read(FromJson(json))) })
        {
            Assert.Equal(path, refused.Path);
            Assert.Equal("malformed_payload", refused.Code);
            Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"7:42\":{},}")]
    [InlineData("// no\n{}")]
    [InlineData("{\"a\\ud800\":1}")]
    [InlineData("{\"__x__\":[[[[[[[[]]]]]]]]}")]
    public void What_is_no_json_is_refused(string json) => Assert.Equal("", Refusal(() => CartJson.Read(Encoding.UTF8.GetBytes(json))).Path);

    [Theory]
    [InlineData("")]
    [InlineData("DFFFFFFFFF")]
    [InlineData("DD7FFFFFFF")]
    [InlineData("8080")]
    [InlineData("81A137")]
    [InlineData("810180")]
    [InlineData("81C40137C0")]
    [InlineData("81A137C70001")]
    [InlineData("C9")]
    [InlineData("DBFFFFFFFF")]
    [InlineData("81DBFFFFFFFF")]
    [InlineData("81A137C6FFFFFFFF")]
    [InlineData("81A137C9FFFFFFFF01")]
    [InlineData("81A55F5F785F5FC6FFFFFFFF")]
    [InlineData("81A55F5F785F5FDDFFFFFFFF")]
    [InlineData("81A55F5F785F5FDFFFFFFFFF")]
    [InlineData("81A1FF80")]
    [InlineData("81A25F5F9191919191919191919191919191919191919190")]
    public void What_is_no_messagepack_of_a_cart_is_refused(string bytes) => Refusal(() => CartMessagePack.Read(Convert.FromHexString(bytes)));

    [Fact]
    public void What_could_not_be_read_back_is_not_written()
    {
        var line = new LineAssignment(new ProductKey(7, 42), 1, 9.99m);
        CartPayload[] payloads =
        [
            new([line with { UnitPrice = 9.999m }], null), new([line with { UnitPrice = -1m }], null),
            new([line], new string('x', 51)), new([line], "half \ud800"), new([line], " "),
        ];
        foreach (var payload in payloads)
        {
            Assert.Throws<ArgumentException>(() => CartJson.Write(payload, Currency.Usd));
            Assert.Throws<ArgumentException>(() => CartMessagePack.Write(payload, Currency.Usd));
        }
    }

    [Fact]
    public void A_refusal_does_not_repeat_a_name_that_is_too_long()
    {
        var json = "{\"7:42\":{\"" + new string('x', 100_000) + "\":1}}";

        foreach (var refused in new[] { Refusal(() => CartJson.Read(Encoding.UTF8.GetBytes(json))), Refusal(() => CartMessagePack.Read(FromJson(json))) })
        {
            Assert.Equal(("/7:42", "A name has at most 128 characters."), (refused.Path, refused.Message));
        }
    }

    [Fact]
    public void Invalid_text_is_refused_also_where_it_would_be_ignored()
    {
        Refusal(() => CartJson.Read((byte[])[.. "{\"__x__\":[\""u8, 0xFF, .. "\"]}"u8]));
        Refusal(() => CartMessagePack.Read((byte[])[0x81, 0xA5, .. "__x__"u8, 0x91, 0xA1, 0xFF]));
        Refusal(() => CartJson.Read("{\"7:0\":{\"object_id\":-0}}"u8.ToArray()));
    }

    [Fact]
    public void Deep_nesting_is_refused_and_not_followed()
    {
        Refusal(() => CartJson.Read(Encoding.UTF8.GetBytes("{\"__x__\":" + new string('[', 500_000))));
        Refusal(() => CartMessagePack.Read(Enumerable.Repeat((byte)0x91, 500_000).ToArray()));
        Refusal(() => CartMessagePack.Read((byte[])[0x81, 0xA5, .. "__x__"u8, .. Enumerable.Repeat((byte)0x91, 500_000)]));
    }

    [Fact]
    public void The_largest_cart_can_be_read_back_and_no_larger_payload()
    {
        var lines = Enumerable.Range(1000, 3000).Select(static number => new LineAssignment(
            new ProductKey(int.MaxValue, new string('"', 60) + number), int.MaxValue, CartLimits.MaxUnitPrice));
        var payload = new CartPayload([.. lines], new string('☀', 50));

        Assert.Equal(payload.Lines, CartJson.Read(CartJson.Write(payload, Currency.Parse("CLF"))).Lines);
        Assert.Equal(payload.Lines, CartMessagePack.Read(CartMessagePack.Write(payload, Currency.Parse("CLF"))).Lines);
        var one = payload with { Lines = payload.Lines.Add(new LineAssignment(new ProductKey(1, 1), 1, 1m)) };
        Refusal(() => CartJson.Read(CartJson.Write(one, Currency.Usd)));
        Refusal(() => CartJson.Read(Encoding.UTF8.GetBytes("{}".PadRight(3_000_000))));
        Refusal(() => CartMessagePack.Read(new byte[3_000_000]));
    }

    [Fact]
    public void Json_to_messagepack_to_json_is_the_identity() => Payloads.Sample(sample =>
    {
        var json = CartJson.Write(sample.Payload, sample.Currency);
        var messagePack = CartMessagePack.Write(CartJson.Read(json), sample.Currency);
        return json.AsSpan().SequenceEqual(CartJson.Write(CartMessagePack.Read(messagePack), sample.Currency))
            && messagePack.AsSpan().SequenceEqual(CartMessagePack.Write(sample.Payload, sample.Currency));
    });

    [Fact]
    public void Damaged_bytes_are_a_payload_or_a_named_refusal() =>
        Gen.Select(Payloads, Gen.Bool, Damages.Array[1, 3]).Sample((sample, isJson, damages) =>
        {
            var whole = isJson ? CartJson.Write(sample.Payload, sample.Currency) : CartMessagePack.Write(sample.Payload, sample.Currency);
            var bytes = damages.Aggregate(whole, static (damaged, damage) => damage(damaged));
            try
            {
                return (isJson ? CartJson.Read(bytes) : CartMessagePack.Read(bytes)) is not null;
            }
            catch (InvalidPayloadException)
            {
                return true;
            }
        }, iter: 2_000);

    private static byte[] FromJson(string json) =>
        MessagePackSerializer.ConvertFromJson(json, cancellationToken: TestContext.Current.CancellationToken);

    private static string Said(CartPayload payload) => string.Join('|',
    [
        .. payload.Lines.Select(static line => FormattableString.Invariant($"{line.Product} x {line.Quantity} at {line.UnitPrice}")),
        .. payload.DiscountCode is { } code ? [code] : Array.Empty<string>(),
    ]);

    private static InvalidPayloadException Refusal(Func<object> read) => Assert.Throws<InvalidPayloadException>(read);
}
