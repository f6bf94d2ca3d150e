using Kiosk.Cloud.Ingest;
using Kiosk.Cloud.Tests.Fakes;
using Kiosk.Wire;

namespace Kiosk.Cloud.Tests.Ingest;

public sealed class ReceiptsTests
{
    [Theory]
    [InlineData(new long[] { 1 }, "1-1")]
    [InlineData(new long[] { 1, 2, 3 }, "1-3")]
    [InlineData(new long[] { 3, 1, 2 }, "1-3")]
    [InlineData(new long[] { 5, 1, 2, 4 }, "1-2 4-5")]
    [InlineData(new long[] { 7, 7, 7 }, "7-7")]
    public void Numbers_become_ranges_ascending_and_apart(long[] sequences, string expected)
    {
        var (_, receipt) = Assert.Single(Receipts.For(sequences.Select(sequence => Id(Some.Address, "boot-1", sequence))));

        Assert.Equal(expected, string.Join(' ', receipt.Stored.Select(range => $"{range[0]}-{range[1]}")));
    }

    [Fact]
    public void Each_kiosk_and_each_boot_has_a_receipt_of_its_own()
    {
        var other = new KioskAddress("freshmart", "seoul-mapo", "kiosk-04");

        var receipts = Receipts.For(
            [Id(Some.Address, "boot-1", 1), Id(Some.Address, "boot-2", 2), Id(other, "boot-1", 3)]).ToList();

        Assert.Equal(
            [(Some.Address, "boot-1"), (Some.Address, "boot-2"), (other, "boot-1")],
            receipts.Select(owed => (owed.Address, owed.Receipt.Boot)));
        Assert.All(receipts, owed => Assert.Single(owed.Receipt.Stored));
    }

    private static EventId Id(KioskAddress address, string boot, long sequence) => new(address, boot, sequence);
}
